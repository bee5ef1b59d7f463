/* The site's own script, without which every page works: it puts away the cards of claims on Escape. */
"use strict";

document.addEventListener("keydown", (event) => {
  document.body.classList.toggle("quiet", event.key === "Escape");
});
document.addEventListener("pointerover", (event) => {
  if (!event.target.closest?.(".claim")) document.body.classList.remove("quiet");
});
