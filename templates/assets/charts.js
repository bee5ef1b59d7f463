/* Charts come alive when a reader points at, focuses or taps one: Vega is loaded from this site and draws over the
   picture, which stays beneath, so that nothing moves. Whatever fails, the picture remains. */
"use strict";

{
  const LIVE = { mode: "vega", ast: true, actions: false, defaultStyle: false, renderer: "svg", logLevel: 1, tooltip: { disableDefaultStyle: true } };
  const views = new WeakMap();
  let vega;

  const loaded = (address) => (vega ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address });
    script.onload = () => resolve(window.sourcebookVega);
    script.onerror = reject;
    document.head.append(script);
  }));

  const fetched = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  };

  /* Draw a chart over its picture, once: whoever takes the box away, as the preview does, gets it drawn anew. */
  const awake = (picture) => {
    let box = picture.querySelector(":scope > .live");
    if (!box) {
      box = Object.assign(document.createElement("div"), { className: "live" });
      box.setAttribute("aria-hidden", "true");
      picture.append(box);
      views.set(box, draw(picture, box).catch(() => picture.dataset.live = "failed"));
    }
    return views.get(box);
  };

  const draw = async (picture, box) => {
    const figure = picture.closest("figure");
    const [embed, specs] = await Promise.all([loaded(figure.dataset.vega), fetched(figure.dataset.live)]);
    const inputs = figure.querySelector(":scope > .inputs");
    inputs?.replaceChildren();
    const { view } = await embed(box, specs[picture.dataset.variant], { ...LIVE, bind: inputs ?? undefined });
    picture.classList.add("is-live");
    picture.dataset.live = "ready";
    if (Object.keys(choice).length) await follow(view);
    return view;
  };

  /* A choice of a kind or a claimant, made in one chart, holds for all charts of the page and its list of claims:
     counts follow by parameters, marks of other claims pale, their rows go. */
  const claims = () => [...document.querySelectorAll("table.claims tr[data-kind]")];
  const SIGNALS = { kind: "chosen_kind", by: "chosen_by" };
  let choice = {};
  let known = {};
  /* Claims that several make together: their names, by how charts and rows write them as one. */
  const together = new Map(claims().filter((row) => row.dataset.each).map((row) => [row.dataset.by, JSON.parse(row.dataset.each)]));
  let bar;

  /* A mark whose kind is none of the claims' here, as that of a correction, has no part in it. */
  const isOther = (one, what, value) => one[what] !== value && known[what].has(one[what]) && !(what === "by" && together.get(one.by)?.includes(value));
  const fits = (one) => !Object.entries(choice).some(([what, value]) => isOther(one, what, value));
  const isOff = (datum) => datum && ("kind" in datum || "by" in datum) && !fits(datum);

  const follow = async (view) => {
    for (const [what, signal] of Object.entries(SIGNALS)) {
      if (signal in view.getState({ data: () => false, signals: () => true }).signals) view.signal(signal, choice[what] ?? null);
    }
    await view.runAsync();
    const walk = (item) => {
      item._svg?.classList?.toggle("is-off", !item.items && Boolean(isOff(item.datum)));
      for (const inner of item.items ?? []) walk(inner);
    };
    walk(view.scenegraph().root);
  };

  const choose = async (wanted) => {
    const same = JSON.stringify(wanted) === JSON.stringify(choice);
    choice = same ? {} : wanted;
    const words = [choice.kind && `kind ${choice.kind}`, choice.by && `by ${choice.by}`].filter(Boolean).join(", ");
    const rows = claims();
    known = Object.fromEntries(Object.keys(SIGNALS).map((what) => [what, new Set(rows.map((row) => row.dataset[what]))]));
    for (const row of rows) row.hidden = !fits(row.dataset);
    if (!bar) {
      bar = Object.assign(document.createElement("div"), { className: "choice" });
      const all = Object.assign(document.createElement("button"), { type: "button", textContent: "Show all" });
      all.onclick = () => choose({});
      bar.append(Object.assign(document.createElement("span"), { role: "status" }), all);
      document.body.append(bar);
    }
    const counted = rows.filter((row) => !("inactive" in row.dataset));
    bar.hidden = !words;
    bar.firstChild.textContent = words && `${counted.filter((row) => !row.hidden).length} of ${counted.length} claims: ${words}`;
    const pictures = [...document.querySelectorAll("figure[data-live] .picture")].filter((one) => one.checkVisibility());
    const all = await Promise.all(pictures.map(awake));
    for (const view of all) if (view?.scenegraph) await follow(view);
  };

  /* What a mark, a word of a key or a name on an axis stands for. */
  const meant = (datum) => {
    const of = (what, value) => claims().some((row) => row.dataset[what] === value || (what === "by" && together.get(row.dataset.by)?.includes(value))) ? { [what]: value } : {};
    if (!datum) return {};
    if ("kind" in datum || "by" in datum) return { ...of("kind", datum.kind), ...of("by", datum.by) };
    return { ...of("kind", datum.value), ...of("by", datum.value) };
  };

  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.(".live") && !event.target.closest("a") ? event.target.__data__ : undefined;
    const wanted = meant((mark?.length ? mark[0] : mark)?.datum);
    if (Object.keys(wanted).length) choose(wanted);
  });

  const pictureAt = (event) => event.target.closest?.("figure[data-live] .picture");
  const wake = (event) => {
    const picture = pictureAt(event);
    if (picture) awake(picture);
  };
  for (const kind of ["pointerover", "pointerdown", "focusin"]) document.addEventListener(kind, wake);

  /* The keyboard: arrows go from mark to mark, each with its tooltip; Escape puts it away. */
  const marked = (view) => {
    const found = [];
    const walk = (item) => {
      if (item.tooltip !== undefined && item._svg) found.push(item);
      for (const inner of item.items ?? []) walk(inner);
    };
    walk(view.scenegraph().root);
    const at = (item) => item._svg.getBoundingClientRect();
    return found.sort((a, b) => Math.round(at(a).top - at(b).top) || at(a).left - at(b).left);
  };

  const point = (item, kind) => {
    const at = item._svg.getBoundingClientRect();
    const place = { bubbles: true, clientX: at.left + at.width / 2, clientY: at.top + at.height / 2 };
    item._svg.dispatchEvent(new PointerEvent(kind, place));
    item._svg.dispatchEvent(new MouseEvent(kind.replace("pointer", "mouse"), place));
  };

  /* What a tooltip says is read out too. */
  let said;
  const read = () => {
    said ??= document.body.appendChild(Object.assign(document.createElement("p"), { className: "vh", role: "status" }));
    const tooltip = document.querySelector("#vg-tooltip-element.visible");
    const rows = [...tooltip?.querySelectorAll("tr") ?? []].map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join(" "));
    said.textContent = rows.join(", ") || (tooltip?.textContent ?? "");
  };

  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  document.addEventListener("keydown", async (event) => {
    const picture = event.target.closest?.(".picture");
    if (event.key === "Escape" && Object.keys(choice).length) choose({});
    if (!picture || !(event.key in STEPS || event.key === "Escape" || event.key === "Enter")) return;
    if (event.key in STEPS) event.preventDefault();
    const view = await awake(picture);
    if (!view?.scenegraph) return;
    const marks = marked(view);
    const now = Number(picture.dataset.mark ?? -1);
    if (marks[now]) point(marks[now], "pointerout");
    if (event.key === "Enter") {
      const wanted = meant(marks[now]?.datum);
      if (Object.keys(wanted).length && !event.target.closest("a")) choose(wanted);
      return;
    }
    if (event.key === "Escape" || !marks.length) {
      delete picture.dataset.mark;
      read();
      return;
    }
    const next = now < 0 && STEPS[event.key] < 0 ? marks.length - 1 : (now + STEPS[event.key] + marks.length) % marks.length;
    picture.dataset.mark = next;
    point(marks[next], "pointermove");
    requestAnimationFrame(read);
  });

  /* Fields that change a chart are there from the start. */
  for (const picture of document.querySelectorAll("figure[data-live]:has(> .inputs) .picture")) {
    if (picture.checkVisibility()) awake(picture);
  }

  /* Without links inside, a picture can be focused itself. */
  for (const picture of document.querySelectorAll("figure[data-live] .picture")) {
    if (!picture.querySelector("a")) picture.tabIndex = 0;
  }
}
