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

// Charts: drawn at twice their size on a sheet of their own.
for (const button of document.querySelectorAll("button.png")) {
  const figure = button.closest("figure");
  button.hidden = false;
  button.addEventListener("click", () => savePicture(figure.querySelector("img"), figure.querySelector("a[download]").download));
}

async function savePicture(image, name) {
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * image.naturalWidth;
  canvas.height = 2 * image.naturalHeight;
  const sheet = canvas.getContext("2d");
  sheet.fillStyle = "#fff";
  sheet.fillRect(0, 0, canvas.width, canvas.height);
  sheet.drawImage(image, 0, 0, canvas.width, canvas.height);
  const link = document.createElement("a");
  link.download = name.replace(/\.svg$/, ".png");
  link.href = canvas.toDataURL("image/png");
  link.click();
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
