// Makes one tree of nodes equal to another by as few changes as are needed, so that what a reader is doing survives:
// scroll, focus, selected text, open disclosures, ticked filters.
//
// A keyed walk. Children that are equal at the beginning and the end of a list are passed over; those between are
// matched by id, else in order with the next one of the same kind; what has no match is put in or taken out.

const KEPT = new Set(["open", "checked", "value", "selected"]); // A reader's own doing, on the page.

/** Make `old` equal to `fresh`, a node of another document. Returns the elements that changed. */
export function morph(old, fresh) {
  const changed = new Set();
  element(old, fresh, changed);
  return changed;
}

function element(old, fresh, changed) {
  attributes(old, fresh, changed);
  children(old, fresh, changed);
}

/** Give `old` the attributes of `fresh`; where one differs, `old` joins those that changed. */
export function attributes(old, fresh, changed = new Set()) {
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !(KEPT.has(name) && isControl(old))) {
      old.setAttribute(name, value);
      changed.add(old);
    }
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(KEPT.has(name) && isControl(old))) {
      old.removeAttribute(name);
      changed.add(old);
    }
  }
}

const isControl = (node) => ["DETAILS", "DIALOG", "INPUT", "SELECT", "OPTION", "TEXTAREA"].includes(node.nodeName);

function children(old, fresh, changed) {
  let olds = [...old.childNodes];
  let news = [...fresh.childNodes];
  let start = 0;
  while (start < olds.length && start < news.length && olds[start].isEqualNode(news[start])) start += 1;
  let end = 0;
  while (
    end < olds.length - start &&
    end < news.length - start &&
    olds[olds.length - 1 - end].isEqualNode(news[news.length - 1 - end])
  ) end += 1;
  const after = end ? olds[olds.length - end] : null;
  olds = olds.slice(start, olds.length - end);
  news = news.slice(start, news.length - end);
  if (!olds.length && !news.length) return;
  const matches = matched(olds, news);
  for (const node of olds) {
    if (!matches.taken.has(node)) {
      node.remove();
      changed.add(old);
    }
  }
  // From the last to the first, so that the place of each is before the one just placed.
  let next = after;
  for (const node of news.toReversed()) {
    const match = matches.of.get(node);
    if (match === undefined) {
      const copy = document.importNode(node, true);
      old.insertBefore(copy, next);
      changed.add(copy.nodeType === Node.ELEMENT_NODE ? copy : old);
      next = copy;
      continue;
    }
    if (match.nextSibling !== next) old.insertBefore(match, next);
    if (match.nodeType === Node.ELEMENT_NODE) {
      if (!match.isEqualNode(node)) element(match, node, changed);
    } else if (match.data !== node.data) {
      text(match, node.data);
      changed.add(old);
    }
    next = match;
  }
}

/** Which old node each new one continues. */
function matched(olds, news) {
  const of = new Map();
  const taken = new Set();
  const pair = (node, match) => {
    of.set(node, match);
    taken.add(match);
  };
  const byId = new Map(olds.filter((node) => node.id).map((node) => [node.id, node]));
  for (const node of news) {
    const match = node.id && byId.get(node.id);
    if (match && match.nodeName === node.nodeName) pair(node, match);
  }
  // Equal ones first, so that a block put in or taken out leaves its neighbours alone.
  const free = olds.filter((node) => !taken.has(node));
  let from = 0;
  for (const node of news) {
    if (of.has(node)) continue;
    const at = free.findIndex((one, index) => index >= from && one.isEqualNode(node));
    if (at >= 0) {
      pair(node, free[at]);
      from = at + 1;
    }
  }
  for (const node of news) {
    if (of.has(node) || node.id) continue;
    const match = olds.find((one) => !taken.has(one) && !one.id && one.nodeName === node.nodeName);
    if (match) pair(node, match);
  }
  return { of, taken };
}

/** Put in only what differs: a selection that ends elsewhere in the text stays where it is. */
function text(node, data) {
  const old = node.data;
  let start = 0;
  while (start < old.length && start < data.length && old[start] === data[start]) start += 1;
  let end = 0;
  while (
    end < old.length - start &&
    end < data.length - start &&
    old[old.length - 1 - end] === data[data.length - 1 - end]
  ) end += 1;
  node.replaceData(start, old.length - end - start, data.slice(start, data.length - end));
}
