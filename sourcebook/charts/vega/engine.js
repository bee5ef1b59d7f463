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
var console = { log() {}, info() {}, debug() {}, warn() {}, error: (...words) => faults.push(words.join(" ")) };

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
const OURS = /^["']?Source Sans Pro\b/;
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

/* Shapes, as JSON, and what they are in Vega; both have marks where a chart's rows belong. */
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

const opened = (shape, sets) => {
  const element = new HTMLElement();
  if (!sets) return sourcebookVega(element, JSON.parse(shape), { ...QUIET, mode: "vega" });
  if (compiled.has(shape)) {
    return sourcebookVega(element, filled(JSON.parse(compiled.get(shape)), sets), { ...QUIET, mode: "vega" });
  }
  const patch = (spec) => {
    if (compiled.size >= SHAPES) compiled.clear();
    compiled.set(shape, JSON.stringify(spec));
    return filled(spec, sets);
  };
  return sourcebookVega(element, JSON.parse(shape), { ...QUIET, mode: "vega-lite", patch });
};

/* How far the keys reach to the right, in pixels of the drawing. */
const reach = (view) => {
  const keys = view.scenegraph().root.items[0].items.filter((mark) => mark.role === "legend");
  const ends = keys.flatMap((mark) => mark.items.map((item) => item.bounds.x2 + view.origin()[0]));
  return Math.max(0, ...ends);
};

/* What a shape and its rows are in Vega, the reach of its keys, and its SVG, on three lines; or an empty line, and what
   is wrong. Without rows, it is Vega as it is. */
let drawn = "";
const draw = async (shape, sets) => {
  faults.length = 0;
  drawn = "";
  waiting.length = 0;
  seed = 1;
  try {
    const { view, vgSpec, finalize } = await opened(shape, sets && JSON.parse(sets));
    const svg = await view.toSVG();
    drawn = `${JSON.stringify(vgSpec)}\n${reach(view)}\n${svg}`;
    finalize();
  } catch (error) {
    faults.unshift(String(error?.message ?? error));
  }
  if (faults.length) drawn = `\n${faults[0]}`;
};

/* Starts to draw; what that waits for happens at the end of this call, or after calls of `result` until it has one. */
const start = (shape, sets) => { draw(shape, sets); };
const result = () => {
  if (!drawn) for (const call of waiting.splice(0)) call();
  return drawn;
};

/* What a shape that was started, and compiled, is in Vega with these rows; nothing when it cannot be compiled. */
const inVega = (shape, sets) => compiled.has(shape) ? JSON.stringify(filled(JSON.parse(compiled.get(shape)), JSON.parse(sets))) : "";
