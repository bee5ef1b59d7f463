// The author's side of the preview: findings over the page, a badge in its corner, a panel beside it.
// All of it stands in a shadow tree outside the body: the page's own styles and the morph never meet it.

import { Panel } from "./panel.js";

export class Desk {
  #notes = [];
  #held = false; // Whether the page beneath is an older one, because the newest has errors.
  #hidden = ""; // The findings that the author has put away; others come back by themselves.

  constructor() {
    this.element = document.createElement("sourcebook-preview");
    this.root = this.element.attachShadow({ mode: "open" });
    const sheet = make("link", { rel: "stylesheet", href: "/.sourcebook/desk.css" });
    this.badge = make("button", { class: "badge", type: "button", title: "Findings and panel (p)" });
    this.overlay = make("section", { class: "overlay", role: "dialog", "aria-label": "Findings", hidden: "" });
    this.panel = new Panel();
    this.root.append(sheet, this.overlay, this.panel.element, this.badge);
    document.documentElement.append(this.element);
    this.badge.addEventListener("click", () => (this.#errors().length ? this.#open() : this.panel.toggle()));
    this.badge.hidden = true;
    sheet.addEventListener("load", () => this.#show());
    addEventListener("keydown", (event) => this.#key(event));
  }

  /** Show these findings: errors over the page, the rest as a number in its corner. */
  notes(notes, held) {
    this.#held = held;
    if (JSON.stringify(notes) === JSON.stringify(this.#notes)) return;
    this.#notes = notes;
    this.#show();
    this.panel.refresh();
  }

  /** Say whether the server can be heard. */
  online(is) {
    this.badge.classList.toggle("offline", !is);
    this.#label();
  }

  /** The page was changed. */
  pageChanged() {
    this.panel.refresh();
  }

  #errors() {
    return this.#notes.filter((note) => note.level === "error");
  }

  #show() {
    const errors = this.#errors();
    const key = JSON.stringify(this.#notes);
    if (errors.length && key !== this.#hidden) this.#open();
    else this.#close();
    if (!errors.length) this.#hidden = "";
    this.#label();
  }

  #label() {
    const errors = this.#errors().length;
    const others = this.#notes.filter((note) => note.level === "warning").length;
    const offline = this.badge.classList.contains("offline");
    const words = [count(errors, "error"), count(others, "warning")].filter(Boolean).join(", ");
    this.badge.textContent = offline ? "No connection" : words || "Preview";
    this.badge.classList.toggle("bad", errors > 0);
    this.badge.classList.toggle("warn", !errors && others > 0);
    this.badge.hidden = false;
  }

  #open() {
    const errors = this.#errors().length;
    const rest = this.#notes.length - errors;
    const title = make("h2", {}, errors ? count(errors, "error") : "No errors", rest ? ` and ${rest} more` : "");
    const close = make("button", { type: "button", class: "close", "aria-label": "Put away (Escape)" }, "×");
    close.addEventListener("click", () => this.#putAway());
    const kept = make("p", { class: "kept" }, "The last good page stays beneath.");
    const list = make("ol", {}, ...this.#notes.map(noteElement));
    this.overlay.replaceChildren(make("header", {}, title, close), ...(this.#held ? [kept] : []), list);
    this.overlay.hidden = false;
  }

  #close() {
    this.overlay.hidden = true;
    this.overlay.replaceChildren();
  }

  #putAway() {
    this.#hidden = JSON.stringify(this.#notes);
    this.#close();
  }

  #key(event) {
    const typing = event.composedPath()[0]?.closest?.("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (!this.overlay.hidden) this.#putAway();
      else this.panel.close();
    }
    if (event.key === "p") this.panel.toggle();
  }
}

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
