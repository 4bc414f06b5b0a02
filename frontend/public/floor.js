/* ES5 on purpose: decides whether this browser can run the page at all, and fetches the notice if it cannot. */
(function () {
  var script = document.currentScript;
  var base = script ? script.getAttribute("src").replace("floor.js", "") : "";
  var chromium = /Chrom(?:e|ium)\/(\d+)/.exec(navigator.userAgent);
  var able = "noModule" in document.createElement("script") && window.indexedDB && window.AbortController && [].flat;
  if (able && !(chromium && +chromium[1] < (base === "../" ? 88 : 78))) return;
  window.tooOld = base || "./";
  var notice = document.createElement("script");
  notice.src = window.tooOld + "old-browser.js";
  document.getElementsByTagName("head")[0].appendChild(notice);
})();
