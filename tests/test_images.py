"""Images of pixels: smaller ones of them beside each, in formats that browsers load faster, made once and on demand."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from making import build, make, plan_site, tree
from PIL import Image, ImageCms

from sourcebook.cli.program import run
from sourcebook.core import images
from sourcebook.core.cache.disk_cache import ResultCache
from sourcebook.core.cache.memo import RoundMemo
from sourcebook.core.executors import open_executor
from sourcebook.core.executors.resources import WorkerResources
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.parallel import batches
from sourcebook.serve.revision import SiteRevision

TEXT = "---\ntitle: P\ndate: 2025\nimage: {}\n---\n\n![A port](port.jpg)\n\nA ![plan](plan.png){{width=200}} within.\n"


def photo(width: int, height: int, kind: str = "JPEG", **options: object) -> bytes:
    """A picture with many colours; the same for the same numbers."""
    image = Image.radial_gradient("L").resize((width, height))
    data = io.BytesIO()
    Image.merge("RGB", (image, image.rotate(90, expand=False), image.rotate(45))).save(data, kind, **options)
    return data.getvalue()


def lying() -> Image.Exif:
    """What a camera writes that was held upright, its maker among it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A maker"
    return exif


def drawing(width: int, height: int) -> bytes:
    """A few sharp colours, and nothing behind them."""
    image = Image.new("RGBA", (width, height))
    image.paste((200, 0, 0, 255), (20, 20, width // 2, height // 2))
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def content_of(tmp_path: Path, more: Mapping[str, str | bytes | None] | None = None) -> Path:
    """A briefing with a photograph, a drawing, and a photograph that no page shows."""
    files: dict[str, str | bytes | None] = {
        "briefings/a/index.md": None,
        "briefings/a/claims.yaml": None,
        "briefings/p/index.md": TEXT.format("port.jpg"),
        "briefings/p/port.jpg": photo(1000, 600, exif=lying()),
        "briefings/p/plan.png": drawing(700, 300),
        "briefings/p/unused.jpg": photo(900, 900),
    }
    return make(tmp_path, files | dict(more or {}))


def opened(data: bytes) -> Image.Image:
    """An image whose pixels are all there."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_images_come_in_sizes_and_formats(tmp_path: Path) -> None:
    """Upright, no wider than they are, without what a camera wrote; drawings without loss; only what pages show."""
    assert run(["--source", str(content_of(tmp_path)), "--strict"]) == 0
    built = tree(tmp_path / "site")
    made = {path: opened(data) for path, data in built.items() if re.search(r"-[0-9a-f]{10}-\d+\.", path)}
    seen = {(re.sub("-[0-9a-f]{10}", "", path), image.size, image.format) for path, image in made.items()}
    assert seen == {
        *((f"briefings/p/port-480.{kind}", (480, 800), kind.upper()) for kind in ("avif", "webp")),
        *((f"briefings/p/port-600.{kind}", (600, 1000), kind.upper()) for kind in ("avif", "webp")),
        ("briefings/p/plan-480.webp", (480, 206), "WEBP"),
        ("briefings/p/plan-700.webp", (700, 300), "WEBP"),
    }
    assert not any(image.getexif() for image in made.values())
    plan = next(image for path, image in made.items() if "plan" in path and image.width == 700)
    assert plan.convert("RGBA").getpixel((30, 30)) == (200, 0, 0, 255)
    assert plan.convert("RGBA").getpixel((600, 200))[3] == 0  # type: ignore[index]
    port = next(image for path, image in made.items() if path.endswith("600.webp")).convert("RGB")
    turned = opened(built["briefings/p/port.jpg"]).transpose(Image.Transpose.ROTATE_270)
    near = zip(port.getpixel((50, 900)), turned.getpixel((50, 900)), strict=True)  # type: ignore[arg-type]
    assert all(abs(one - other) < 24 for one, other in near)


def test_pages_say_how_large_images_are_and_which_there_are(tmp_path: Path) -> None:
    """Each with its size, so that nothing moves when it comes; an author’s width holds; lists have them too."""
    assert run(["--source", str(content_of(tmp_path)), "--strict"]) == 0
    built = tree(tmp_path / "site")
    page = built["briefings/p/index.html"].decode()
    first, second = re.findall("<picture>.*?</picture>", page)
    assert re.findall('type="(.*?)"', first) == ["image/avif", "image/webp"]
    assert 'alt="A port" height="1000" loading="lazy" src="port.jpg" width="600"' in first
    assert 'sizes="200px"' in second
    assert 'alt="plan" loading="lazy" src="plan.png" width="200"' in second
    assert "</picture> within." in page
    for at, html in (("", built["index.html"].decode()), ("briefings/p/", page)):
        for offered in re.findall('srcset="(.*?)"', html):
            for one in offered.split(", "):
                path, width = one.split(" ")
                assert opened(built[at + path]).width == int(width.removesuffix("w"))
    assert "port-" in built["index.html"].decode()


def test_what_cannot_be_smaller_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Films keep moving, vectors stay vectors, damaged files are warned of; without formats there is nothing."""
    film = io.BytesIO()
    frames = [Image.new("RGB", (300, 200), colour) for colour in ("red", "green")]
    frames[0].save(film, "GIF", save_all=True, append_images=frames[1:])
    text = (
        "---\ntitle: P\ndate: 2025\n---\n\n![F](film.gif) ![V](v.svg) ![Bad](bad.jpg) ![A](data:image/png;base64,A)\n"
    )
    more: dict[str, str | bytes | None] = {
        "briefings/p/index.md": text,
        "briefings/p/film.gif": film.getvalue(),
        "briefings/p/v.svg": "<svg/>",
        "briefings/p/bad.jpg": b"no image",
    }
    content = content_of(tmp_path, more)
    assert run(["--source", str(content)]) == 0
    told = capsys.readouterr().out
    assert "bad.jpg" in told
    assert "warning no image that can be read" in told.replace("warning:", "warning")
    page = tree(tmp_path / "site")["briefings/p/index.html"].decode()
    assert 'height="200" loading="lazy" src="film.gif" width="300"' in page
    assert "<picture>" not in page
    (content / "briefings/p/index.md").write_text(TEXT.format("port.jpg"))
    for none in ("formats: []", "widths: []"):
        (content / "site.yaml").write_text(f"title: S\nimages: {{{none}}}\n")
        assert run(["--source", str(content)]) == 0
        built = tree(tmp_path / "site")
        assert b"<picture>" not in built["briefings/p/index.html"] + built["index.html"]
        assert b'height="1000" loading="lazy" src="port.jpg"' in built["briefings/p/index.html"]


def test_an_image_that_breaks_off_keeps_the_site_from_being_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its head can be read, its pixels cannot: an error at the file, and the last site stays."""
    content = content_of(tmp_path)
    assert run(["--source", str(content)]) == 0
    before = tree(tmp_path / "site")
    (content / "briefings/p/port.jpg").write_bytes(photo(1000, 600)[:3000])
    assert run(["--source", str(content)]) == 1
    told = capsys.readouterr().out
    assert "unreadable-image" in told
    assert "briefings/p/port.jpg" in told
    assert tree(tmp_path / "site") == before


def test_sizes_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not again for an edit, nor for a clean build; another image has other names, and the old ones are gone."""
    made: list[int] = []

    def counted(data: bytes, width: int, kind: str, quality: int) -> bytes:
        made.append(width)
        return images.resize_image(data, width, kind, quality)

    monkeypatch.setattr("sourcebook.render.pages.resized_images.resize_image", counted)
    monkeypatch.setenv("SOURCEBOOK_CACHE", str(tmp_path / "cache"))
    content = content_of(tmp_path)
    order = BuildOptions(content, tmp_path / "site")
    assert build(order, jobs=0).written
    assert sorted(made) == [480, 480, 480, 600, 600, 700]
    (content / "pages/about.md").write_text("# About\n\nOther.\n")
    assert build(order, jobs=0).written
    assert build(order._replace(clean=True), jobs=0).written
    assert len(made) == 6
    before = tree(tmp_path / "site")
    (content / "briefings/p/plan.png").write_bytes(drawing(650, 300))
    assert build(order, jobs=0).written
    after = tree(tmp_path / "site")
    assert sorted(made[6:]) == [480, 650]
    assert {path for path in before.keys() ^ after.keys() if "plan-" not in path} == set()
    assert len([path for path in after if "plan-" in path]) == 2
    (content / "briefings/p/index.md").write_text("---\ntitle: P\ndate: 2025\n---\nNone.\n")
    assert build(order, jobs=0).written
    assert not [path for path in tree(tmp_path / "site") if re.search(r"-\d+\.(webp|avif)", path)]


@pytest.mark.slow
def test_others_make_them_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes leave the bytes of one."""
    content = content_of(tmp_path)
    assert build(BuildOptions(content, tmp_path / "site"), jobs=0).written
    alone = tree(tmp_path / "site")
    monkeypatch.setenv("SOURCEBOOK_CACHE", str(tmp_path / "cache"))
    assert build(BuildOptions(content, tmp_path / "two"), jobs=2).written
    assert tree(tmp_path / "two") == alone


def test_a_machine_without_the_content_makes_them(tmp_path: Path) -> None:
    """The image comes with the unit of work; without it there would be nothing to make it from."""
    plan = plan_site(BuildOptions(content_of(tmp_path), tmp_path / "site"))
    packed = plan.render_inputs._replace(content=tmp_path / "nowhere", cache=ResultCache()).serialize()
    path = next(path for path in plan.pages if path.endswith("-480.webp") and "plan-" in path)
    unit = batches.RenderBatch([path], {}, {"briefings/p/plan.png": drawing(700, 300)})
    (output,) = batches.render_batch(WorkerResources(), unit, packed).outputs
    assert opened(output.data).size == (480, 206)
    with pytest.raises(FileNotFoundError):
        batches.render_batch(WorkerResources(), unit._replace(files={}), packed)


def test_the_preview_has_them(tmp_path: Path) -> None:
    """At the addresses that its page names, drawn when they are asked for."""
    revision = SiteRevision(BuildOptions(content_of(tmp_path), tmp_path / "site"), open_executor(), RoundMemo())
    page = revision.render("briefings/p/index.html").data.decode()
    path = "briefings/p/" + re.findall(r'srcset="(\S+) 480w', page)[0]
    assert revision.find(path) == path
    assert opened(revision.render(path).data).width == 480
    assert path not in revision.not_rendered()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_damaged_images_are_unreadable_and_nothing_worse(kind: str) -> None:
    """Bytes changed, lost and added anywhere: an image, or one error of our own."""
    whole, dice, failed = photo(60, 40, kind), random.Random(kind), 0
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(data))
            data[at : at + dice.randrange(20)] = dice.randbytes(dice.randrange(9))
        try:
            images.measure_image(bytes(data))
            images.resize_image(bytes(data), 20, dice.choice(("avif", "webp")), 80)
        except images.ImageError:
            failed += 1
    assert failed


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK", "F"])
@pytest.mark.parametrize("kind", ["avif", "webp"])
def test_every_kind_of_pixel(mode: str, kind: str) -> None:
    """Black and white, grey, with a palette, of 16 bits, for print: each comes out in about its colours."""
    light = Image.new("L", (80, 60), 200)
    image = (
        light.convert("I").point(lambda value: value * 256).convert("I;16") if mode == "I;16" else light.convert(mode)
    )
    data = io.BytesIO()
    image.save(data, "TIFF" if mode in ("CMYK", "F") else "PNG")
    seen = opened(images.resize_image(data.getvalue(), 40, kind, 80)).convert("L").getpixel((20, 15))
    assert isinstance(seen, int)
    assert abs(seen - 200) < (60 if mode == "1" else 12)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("kind", ["avif", "webp"])
def test_a_profile_is_kept_where_its_colours_are(mode: str, kind: str) -> None:
    """A profile of grey or of inks does not hold for the smaller image, which is in red, green and blue."""
    space = {"L": b"GRAY", "RGB": b"RGB ", "CMYK": b"CMYK"}[mode]
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[16:20] = space
    data = io.BytesIO()
    Image.new("RGB", (80, 60), (90, 120, 200)).convert(mode).save(data, "JPEG", icc_profile=bytes(profile))
    found = opened(images.resize_image(data.getvalue(), 40, kind, 80)).info.get("icc_profile")
    assert (found == bytes(profile)) if mode == "RGB" else not found
