"""Pictures compared pixel by pixel, in the browser that made them."""

from __future__ import annotations

DIFFERENCE = """async ([one, other]) => {
  const pixels = async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.getContext('2d').getImageData(0, 0, image.width, image.height).data;
  };
  const [a, b] = [await pixels(one), await pixels(other)];
  if (a.length !== b.length) return 1;
  let differ = 0;
  for (let at = 0; at < a.length; at += 4) {
    differ += Math.max(...[0, 1, 2].map(c => Math.abs(a[at + c] - b[at + c]))) > 64;
  }
  return differ / (a.length / 4);
}"""
"""The share of pixels in which some channel differs by more than a quarter of its range."""
