// Stands before all else: says so where the file is damaged, cut off, or where the browser cannot run it.
"use strict";
(() => {
  const say = () => {
    if (window.duikou || document.getElementById("damaged")) return;
    const zh = (navigator.language || "").toLowerCase().startsWith("zh");
    const box = document.createElement("p");
    box.id = "damaged";
    box.setAttribute("role", "alert");
    box.textContent = zh
      ? "此文件不完整或已损坏，图谱无法显示。请重新生成：kg build 路径 -o 文件夹"
      : "This file is incomplete or damaged, so the graph cannot be shown. Build it again: kg build PATH -o DIR";
    document.body.replaceChildren(box);
  };
  addEventListener("DOMContentLoaded", () => setTimeout(say, 0));
})();
