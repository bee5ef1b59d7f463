// The overlay of the preview: findings over the page, a badge in its corner, the author's panel beside it.
// It is a shadow tree outside the body, which the page's own styles and the morph do not touch.

import { count, make, noteElement } from "./dom.js";
import { Panel } from "./panel.js";

export class Overlay {
  #notes = [];
  #showsOlderRevision = false; // Whether the page beneath is an older one, because the newest has errors.
  #hidden = ""; // The findings that the author has put away; others come back by themselves.

  constructor() {
    this.element = document.createElement("sourcebook-preview");
    this.root = this.element.attachShadow({ mode: "open" });
    const sheet = make("link", { rel: "stylesheet", href: "/.sourcebook/overlay.css" });
    this.badge = make("button", { class: "badge", type: "button", title: "Findings and panel (p)" });
    this.dialog = make("section", { class: "overlay", role: "dialog", "aria-label": "Findings", hidden: "" });
    this.panel = new Panel();
    this.root.append(sheet, this.dialog, this.panel.element, this.badge);
    document.documentElement.append(this.element);
    this.badge.addEventListener("click", () => (this.#errors().length ? this.#open() : this.panel.toggle()));
    this.badge.hidden = true;
    sheet.addEventListener("load", () => this.#show());
    addEventListener("keydown", (event) => this.#key(event));
  }

  /** Show these findings: errors over the page, the rest as a number in its corner. */
  notes(notes, showsOlderRevision) {
    this.#showsOlderRevision = showsOlderRevision;
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
    const older = make("p", { class: "older" }, "The last good page stays beneath.");
    const list = make("ol", {}, ...this.#notes.map(noteElement));
    this.dialog.replaceChildren(make("header", {}, title, close), ...(this.#showsOlderRevision ? [older] : []), list);
    this.dialog.hidden = false;
  }

  #close() {
    this.dialog.hidden = true;
    this.dialog.replaceChildren();
  }

  #putAway() {
    this.#hidden = JSON.stringify(this.#notes);
    this.#close();
  }

  #key(event) {
    const typing = event.composedPath()[0]?.closest?.("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (!this.dialog.hidden) this.#putAway();
      else this.panel.close();
    }
    if (event.key === "p") this.panel.toggle();
  }
}
