/*
 * Below the browser floor people get this notice instead of a white page. ES5 for that reason, and a file of its own
 * because the content security policy admits no inline script.
 */
(function () {
  function phone(then) {
    var request = new XMLHttpRequest();
    request.open("GET", window.tooOld + "api/v1/session/");
    request.onload = function () {
      try {
        then(JSON.parse(request.responseText).site.support_phone);
      } catch (error) {
        then("");
      }
    };
    request.onerror = function () {
      then("");
    };
    request.send();
  }

  function line(parent, tag, text) {
    var element = document.createElement(tag);
    element.appendChild(document.createTextNode(text));
    parent.appendChild(element);
  }

  function show() {
    if (!document.body) {
      setTimeout(show, 50);
      return;
    }
    var box = document.createElement("div");
    box.id = "old-browser";
    box.setAttribute("role", "alert");
    box.style.cssText =
      "position:fixed;left:0;top:0;right:0;bottom:0;z-index:9999;overflow:auto;background:#fff;color:#1f2328;padding:32px 24px;font-size:20px;line-height:1.6";
    line(box, "h1", "您的浏览器版本过低");
    line(box, "p", "为保证答案正常保存，请换用较新的浏览器。已经保存的答案不会丢失。");
    line(box, "p", "如果您使用 360、搜狗、QQ 等双核浏览器：请点击地址栏右侧的图标，切换为“极速模式”，页面会自动刷新。");
    line(box, "p", "如果您使用手机：请更新微信，或用手机自带的浏览器打开本页地址。");
    document.body.appendChild(box);
    phone(function (number) {
      line(box, "p", number ? "需要帮助请拨打：" + number : "需要帮助请联系本单位的考务人员。");
    });
  }

  show();
})();
