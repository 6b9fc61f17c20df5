"use strict";
// The query page: YASGUI against our own endpoint, and the queries that come with the product.
(() => {
  const queries = JSON.parse(document.getElementById("queries").textContent);
  const endpoint = new URL("sparql", new URL(document.querySelector("nav a").href)).href;
  const Yasgui = window.Yasgui.default ?? window.Yasgui;
  window.Yasqe = window.Yasqe ?? Yasgui.Yasqe;
  Yasgui.Yasqe.defaults.autocompleters = ["variables"]; // the others ask a service on the net
  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    requestConfig: { endpoint, method: "POST" },
    copyEndpointOnNewTab: true,
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    yasqe: { value: queries.start, autocompleters: ["variables"], createShareableLink: null },
    persistenceId: "duikou-" + endpoint,
  });
  window.yasgui = yasgui;

  const choice = document.getElementById("choice");
  const parameters = document.getElementById("parameters");
  const about = document.getElementById("about");

  // As a SPARQL string: what the reader types stays a text.
  const quoted = (text) => JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) => c) + "@zh";

  choice.addEventListener("change", () => {
    const query = queries.named[choice.value];
    parameters.replaceChildren();
    about.textContent = query ? query.description : "";
    for (const [name, meaning] of Object.entries(query?.parameters ?? {})) {
      const input = document.createElement("input");
      input.name = name;
      input.placeholder = `${name}: ${meaning}`;
      input.title = meaning;
      parameters.append(input);
    }
  });

  document.getElementById("named").addEventListener("submit", (event) => {
    event.preventDefault();
    const query = queries.named[choice.value];
    const tab = yasgui.getTab();
    if (query) {
      let text = query.sparql;
      for (const input of parameters.querySelectorAll("input")) {
        if (input.value) text = text.replace(`VALUES ?${input.name} { UNDEF }`, () => `VALUES ?${input.name} { ${quoted(input.value)} }`);
      }
      tab.setQuery(text);
    }
    tab.query();
  });
})();
