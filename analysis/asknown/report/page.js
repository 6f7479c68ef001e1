// What a page can do beyond being read. Without it every text, note, link and download is there all the same.
"use strict";

const ORDERS = ["ascending", "descending"];

// Tables: the exporter has written into each cell its place in the order of its column.
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const asPrinted = [...body.rows];
  for (const head of table.tHead.rows[0].cells) {
    if (asPrinted.some((row) => "order" in row.cells[head.cellIndex].dataset)) makeSortable(head, body, asPrinted);
  }
}

function makeSortable(head, body, asPrinted) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sort";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    // Upwards, downwards, and back to the order in which the report has it.
    const order = ORDERS[ORDERS.indexOf(head.getAttribute("aria-sort")) + 1];
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    if (order) head.setAttribute("aria-sort", order);
    body.append(...(order ? sorted(asPrinted, head.cellIndex, order) : asPrinted));
  });
}

// Rows by the place of one cell, equals as printed; what has no place stays last, whichever way.
function sorted(rows, column, order) {
  const place = (row) => Number(row.cells[column].dataset.order ?? Infinity);
  const sign = order === "ascending" ? 1 : -1;
  return [...rows].sort((one, other) => {
    const [a, b] = [place(one), place(other)];
    if (a === b) return 0;
    return Number.isFinite(a) && Number.isFinite(b) ? sign * (a - b) : a - b;
  });
}

// Notes: the card steps aside for the register it leads to. A browser that knows no cards keeps the links as tab stops.
for (const link of document.querySelectorAll(".card a[href^='#']")) {
  link.addEventListener("click", () => link.closest(".card").hidePopover?.());
}
if (!("popover" in HTMLElement.prototype)) {
  for (const link of document.querySelectorAll(".note a")) link.removeAttribute("tabindex");
}

// Contents: folded on a phone, where the figures should come first.
const contents = document.querySelector("nav details");
const phone = matchMedia("(max-width: 40rem)");
if (contents) {
  const fold = () => (contents.open = !phone.matches);
  fold();
  phone.addEventListener("change", fold);
}

// Days: what stands in front as the report of a chosen moment had it. Each part says from when until when it is seen.
for (const days of document.querySelectorAll(".days")) follow(days);

function follow(days) {
  const find = (selector) => days.querySelector(selector);
  const [slider, choice, status, chart] = ["[type=range]", "select", "[role=status]", "svg"].map(find);
  const parts = days.querySelectorAll("[data-since]");
  const own = Number(slider.max);
  const alt = chart?.getAttribute("aria-label");
  let said = "";

  function show(at) {
    for (const part of parts) part.toggleAttribute("hidden", at < part.dataset.since || at >= part.dataset.until);
    slider.value = choice.selectedIndex = at;
    slider.setAttribute("aria-valuetext", choice.selectedOptions[0].text);
    find(".back-a-day").disabled = at === 0;
    find(".on-a-day").disabled = at === own;
    find(".then").hidden = at === own;
    days.classList.toggle("past", at < own);
    // Its words are those of the report's own day; on others the title tells, and the table under it has the claims.
    chart?.setAttribute("aria-label", at === own ? alt : `Chart. ${find(".title:not([hidden])").innerText}`);
  }

  // Said once the reader has stopped at a day, and only where a figure reads otherwise than when last said.
  function say() {
    const figures = [...days.querySelectorAll(".tiles > :not([hidden])")].map((tile) =>
      [".number", ".label"].map((part) => tile.querySelector(part).innerText).join(" "),
    );
    if (figures.join() !== said) status.textContent = figures.join("; ");
    said = figures.join();
  }

  const go = (at) => (show(Math.min(Math.max(at, 0), own)), say());
  slider.addEventListener("input", () => show(Number(slider.value)));
  slider.addEventListener("change", say);
  choice.addEventListener("change", () => go(choice.selectedIndex));
  for (const [way, step] of [[".back-a-day", -1], [".on-a-day", 1], [".own-day", own]]) {
    find(way).addEventListener("click", () => go(Number(slider.value) + step));
  }
  addEventListener("beforeprint", () => show(own));
  find(".moment").hidden = own === 0; // one day is no choice
  show(own);
}
