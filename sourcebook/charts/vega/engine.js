/* Vega draws here as on the page, by the same script, where there is no page: what it looks for of a browser takes
   everything and does nothing, but for a canvas that knows how wide words are. */
"use strict";

var window = globalThis;
var navigator = { userAgent: "" };
var addEventListener = () => {};
var removeEventListener = () => {};
var setInterval = () => 0;
const waiting = [];
var setTimeout = (call) => waiting.push(call);
var clearTimeout = () => {};
var structuredClone = (value) => JSON.parse(JSON.stringify(value));

const faults = [];
let warnings = new Set();
var console = {
  log() {}, info() {}, debug() {},
  warn: (...words) => warnings.add(words.join(" ").replace(/^WARN /, "")),
  error: (...words) => faults.push(words.join(" ")),
};

class HTMLElement {
  constructor() {
    Object.assign(this, { style: {}, childNodes: [], classList: { add() {}, remove() {} } });
  }
  appendChild(child) { return child; }
  insertBefore(child) { return child; }
  querySelector() { return null; }
  querySelectorAll() { return []; }
  getContext() { return new Measure(); }
}
for (const name of ["append", "prepend", "removeChild", "replaceChildren", "remove", "setAttribute", "removeAttribute", "addEventListener", "removeEventListener", "dispatchEvent"]) {
  HTMLElement.prototype[name] = () => {};
}

var document = { createElement: () => new HTMLElement(), head: new HTMLElement(), body: new HTMLElement() };

/* Of the theme's face each character is known; other faces are taken to be somewhat wider. */
const OURS = /^["']?(Claims Sans|Source Sans Pro)\b/;
const WIDER = 1.12;
const ALIKE = 0.6;
const MARK = /\p{M}/u;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const OTHER = 600;

class Measure {
  font = "";
  measureText(text) {
    const [, style, size, family] = /^(.*?)([\d.]+)px (.*)$/.exec(this.font) ?? [null, "", "11", ""];
    if (/mono|courier/i.test(family)) return { width: [...text].length * size * ALIKE };
    const face = WIDTHS[/bold|[6-9]00/.test(style) ? "sans-bold" : "sans"];
    let sum = 0;
    let before = "";
    for (const one of text) {
      sum += (face.wide[one] ?? (MARK.test(one) ? 0 : WIDE.test(one) ? 1000 : OTHER)) + (face.kern[before + one] ?? 0);
      before = one;
    }
    return { width: (sum * size * (OURS.test(family) ? 1 : WIDER)) / 1000 };
  }
}

/* Shapes, as JSON, with what they are in Vega and the warnings about them; both have marks where a chart's rows belong. */
const compiled = new Map();
const SHAPES = 200;

const filled = (spec, sets) => {
  for (const one of spec.data ?? []) {
    const at = (Array.isArray(one.values) ? one.values[0] : one.values)?.[ROWS];
    if (at !== undefined) one.values = sets[at];
  }
  return spec;
};

/* Chance is the same for each chart, each time. */
let seed = 1;
Math.random = () => {
  seed = (1664525 * seed + 1013904223) % 4294967296;
  return seed / 4294967296;
};

const QUIET = { actions: false, defaultStyle: false, hover: false, tooltip: false, renderer: "none" };

const opened = (shape, sets, isMany) => {
  const ready = (spec) => (isMany ? separated(filled(spec, sets)) : filled(spec, sets));
  const element = new HTMLElement();
  if (compiled.has(shape)) {
    const known = compiled.get(shape);
    warnings = new Set(known.warnings);
    return sourcebookVega(element, ready(JSON.parse(known.vega)), { ...QUIET, mode: "vega" });
  }
  const patch = (spec) => {
    if (compiled.size >= SHAPES) compiled.clear();
    compiled.set(shape, { vega: JSON.stringify(spec), warnings: [...warnings] });
    return ready(spec);
  };
  return sourcebookVega(element, JSON.parse(shape), { ...QUIET, mode: "vega-lite", patch });
};

/* How far the keys reach to the right, in pixels of the drawing. */
const reach = (view) => {
  const keys = view.scenegraph().root.items[0].items.filter((mark) => mark.role === "legend");
  const ends = keys.flatMap((mark) => mark.items.map((item) => item.bounds.x2 + view.origin()[0]));
  return Math.max(0, ...ends);
};

/* The texts of which more than some pixels are outside of the drawing. */
const LEAST_CUT = 3;
/* Whether a text is wider than its limit; its end is not drawn then. */
const isShortened = (item, text) => {
  if (!(item.limit > 0)) return false;
  const measure = new Measure();
  measure.font = `${item.fontStyle ?? ""} ${item.fontWeight ?? ""} ${item.fontSize ?? 11}px ${item.font ?? "sans-serif"}`;
  return measure.measureText(String(text)).width > item.limit;
};

/* The texts that are not drawn to their end: at the edge, and by limits. */
const incompleteTexts = (view) => {
  const [left, top] = view.origin();
  const { left: west, right: east, top: north, bottom: south } = view.padding();
  const [width, height] = [view._viewWidth + west + east, view._viewHeight + north + south];
  const cut = [];
  const shortened = new Set();
  const search = (mark, x, y) => {
    for (const item of mark.items ?? []) {
      if (mark.marktype === "group") {
        for (const inner of item.items ?? []) search(inner, x + (item.x ?? 0), y + (item.y ?? 0));
      } else if (mark.marktype === "text" && String(item.text ?? "").trim() && item.opacity !== 0 && item.fillOpacity !== 0) {
        const { x1, x2, y1, y2 } = item.bounds;
        const outside = Math.max(-x1 - x, x2 + x - width, -y1 - y, y2 + y - height);
        const text = [item.text].flat().join(" ");
        if (outside > LEAST_CUT) cut.push(text);
        if ([item.text].flat().some((line) => isShortened(item, line))) shortened.add(text);
      }
    }
  };
  search(view.scenegraph().root, left + west, top + north);
  return { cut, shortened: [...shortened] };
};

/* Whether rows are shown: a mark has an item with a place. */
const showsRows = (mark) => (mark.items ?? []).some((item) => {
  if (mark.marktype === "group") return (item.items ?? []).some((inner) => inner.role !== "axis" && inner.role !== "legend" && showsRows(inner));
  const { x1, x2, y1, y2 } = item.bounds;
  return mark.role === "mark" && x2 - x1 >= 0 && y2 - y1 >= 0 && [x1, x2, y1, y2].every(Number.isFinite);
});

const rowsOf = (spec) => spec.data.reduce((sum, set) => sum + (Array.isArray(set.values) ? set.values.length : 0), 0);

/* What a shape and its rows are in Vega, what else is known of its drawing, and its SVG, on three lines; or an empty
   line, and what is wrong. With a limit, Vega has the rows of the marks; if these are more, nothing is drawn. */
let drawn = "";
const draw = async (shape, sets, limit) => {
  faults.length = 0;
  drawn = "";
  waiting.length = 0;
  warnings = new Set();
  seed = 1;
  try {
    const { view, vgSpec, finalize } = await opened(shape, JSON.parse(sets), limit > 0);
    const vega = limit ? preaggregated(view, vgSpec) : vgSpec;
    const rows = limit ? rowsOf(vega) : 0;
    const isTooLarge = rows > limit;
    const svg = isTooLarge ? "" : await view.toSVG();
    const known = { rows, reach: reach(view), ...incompleteTexts(view), is_empty: !showsRows(view.scenegraph().root), warnings: [...warnings] };
    drawn = `${isTooLarge ? "{}" : JSON.stringify(vega)}\n${JSON.stringify(known)}\n${svg}`;
    finalize();
  } catch (error) {
    faults.unshift(String(error?.message ?? error));
  }
  if (faults.length) drawn = `\n${faults[0]}`;
};

/* Starts to draw; what that waits for happens at the end of this call, or after calls of `result` until it has one. */
const start = (shape, sets, limit) => { draw(shape, sets, limit); };
const result = () => {
  if (!drawn) for (const call of waiting.splice(0)) call();
  return drawn;
};
