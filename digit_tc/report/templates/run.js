(function () {
  "use strict";
  function mark(event, on) {
    var argument = event.target.closest ? event.target.closest("[data-source]") : null;
    if (!argument) return;
    var source = document.getElementById(argument.dataset.source);
    if (source) source.classList.toggle("lit", on);
  }
  [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]].forEach(
    function (pair) {
      document.addEventListener(pair[0], function (event) { mark(event, pair[1]); });
    }
  );
  function reveal() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var box = target; box; box = box.parentElement) {
      if (box.tagName === "DETAILS") box.open = true;
    }
    if (target) target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  reveal();
})();
