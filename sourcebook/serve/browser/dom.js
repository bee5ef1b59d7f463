// Elements that the overlay and the panel are built from.

/** One finding with the lines around its place. */
export function noteElement(note) {
  const place = note.file ? `${note.file}:${note.line}:${note.column}` : "";
  const link = note.open ? make("a", { href: note.open, class: "place" }, place) : place;
  const head = make("p", { class: "what" }, make("b", { class: note.level }, note.level), " ", note.message);
  const foot = make("p", { class: "rule" }, link, " ", make("code", {}, note.rule));
  const item = make("li", { class: note.level }, head);
  if (note.frame.length) item.append(make("pre", {}, ...note.frame.map(lineElement)));
  if (note.hint) item.append(make("p", { class: "hint" }, note.hint));
  item.append(foot);
  return item;
}

function lineElement([number, text, caret]) {
  const line = make("span", { class: caret ? "line here" : "line" }, `${String(number).padStart(4)}  ${text}\n`);
  if (caret) line.append(make("span", { class: "caret" }, `${" ".repeat(caret + 5)}^\n`));
  return line;
}

/** An element with attributes and children. */
export function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** `3 errors`; nothing for none. */
export const count = (number, word) => (number ? `${number} ${word}${number === 1 ? "" : "s"}` : "");
