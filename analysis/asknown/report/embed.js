// Tells the page around the frame how high the chart is, now and whenever that changes.
"use strict";
if (parent !== window) {
  const tell = () => parent.postMessage({ asknown: "height", height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(document.body);
  addEventListener("load", tell);
}
