// Uses the extension in a real VS Code, in Chromium, as a person would, and writes down as JSON what could be seen.
// usage: node session.js SETTINGS.json, which has: playwright, chromium, url, trusted, untrusted, pictures, observed
const fs = require("node:fs");
const settings = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const { chromium } = require(settings.playwright);

const seen = { steps: [], pageErrors: [] };
const begun = Date.now();
const PATIENCE = 45000;

async function step(what, action) {
  const start = Date.now();
  const result = await action();
  seen.steps.push({ what, ms: Date.now() - start, at: Date.now() - begun });
  return result;
}

async function picture(page, name) {
  await page.screenshot({ path: `${settings.pictures}/vscode-${name}.png` });
}

async function open(context, folder, answer) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("pageerror", (error) => seen.pageErrors.push(String(error).slice(0, 300)));
  await page.goto(`${settings.url}/?folder=${folder}`, { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".monaco-workbench");
  const button = page.locator(".monaco-dialog-box .monaco-button", { hasText: answer });
  await button.click();
  await page.waitForSelector('.explorer-folders-view [aria-label^="push.c"]');
  await page.dblclick('.explorer-folders-view [aria-label^="push.c"]');
  await page.waitForSelector(".monaco-editor .view-lines");
  return page;
}

const source = fs.readFileSync(`${settings.trusted}/push.c`, "utf8").split("\n");

/** Goes to the last place of `text`, or the first, and gives its line back: only what is on the screen exists in the page. */
async function line(page, text, which = "last") {
  const has = (one) => one.includes(text);
  const number = (which === "last" ? source.findLastIndex(has) : source.findIndex(has)) + 1;
  await page.locator('.tab[aria-label^="push.c"]').first().click(); // wherever the focus is
  await page.keyboard.press("Control+g");
  await page.waitForSelector(".quick-input-widget input");
  await page.keyboard.type(`${number}:${source[number - 1].indexOf(text) + 1}`);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".quick-input-widget", { state: "hidden" });
  await page.waitForSelector(`.statusbar-item [aria-label^="Ln ${number},"], .statusbar-item[aria-label^="Ln ${number},"]`);
  return page.locator(".view-line", { hasText: text })[which]();
}

const textOf = (page, selector) =>
  page.evaluate((css) => [...document.querySelectorAll(css)].map((node) => node.innerText.replaceAll("\u00a0", " ")), selector);

async function command(page, name) {
  await page.keyboard.press("F1");
  await page.waitForSelector(".quick-input-widget input");
  await page.keyboard.type(name);
  await page.waitForFunction(
    (label) => document.querySelector(".quick-input-list .monaco-list-row.focused")?.getAttribute("aria-label")?.includes(label),
    name,
  );
  await page.keyboard.press("Enter");
}

async function statusBar(page, pattern) {
  const item = page.locator('.statusbar-item[id*="frame.status"]');
  await page.waitForFunction(
    (source) => new RegExp(source).test(document.querySelector('.statusbar-item[id*="frame.status"]')?.getAttribute("aria-label") ?? ""),
    pattern,
  );
  return item.getAttribute("aria-label");
}

async function errorAndHover(page) {
  await step("the squiggle", () => page.waitForSelector(".squiggly-error"));
  seen.msToError = Date.now() - begun;
  seen.statusBar = await step("the status bar", () => statusBar(page, "2 verified, 1 failed"));
  seen.lenses = await step("the lenses", async () => {
    await page.waitForFunction(() => {
      const words = [...document.querySelectorAll(".codelens-decoration a")].map((node) => node.innerText).join(" ");
      return words.includes("verified in") && words.includes("not proved");
    });
    return textOf(page, ".codelens-decoration a");
  });
  seen.gutter = await page.evaluate(() => document.querySelectorAll(".glyph-margin-widgets .testing-run-glyph").length);
  await picture(page, "error");
  const call = (await line(page, "push(a, 1)")).locator("span span", { hasText: "push" }).first();
  await call.hover();
  seen.hover = await step("the hover", async () => {
    await page.waitForFunction(() => [...document.querySelectorAll(".monaco-hover")].some((node) => node.innerText.includes("nodes(b, ys)")));
    const texts = await textOf(page, ".monaco-hover");
    return texts.find((text) => text.includes("nodes(b, ys)"));
  });
  await page.waitForTimeout(300);
  await picture(page, "hover");
  await page.keyboard.press("Escape");
  await (await line(page, "n->value = value", "first")).locator("span span", { hasText: "value" }).first().hover();
  seen.hoverPicture = await step("a picture in a hover", async () => {
    const drawn = page.locator('.monaco-hover img[src^="data:image/svg+xml"]').first();
    await drawn.waitFor();
    return drawn.evaluate((image) => image.naturalWidth);
  });
  await picture(page, "hover-picture");
  await page.keyboard.press("Escape");
}

async function annotationColours(page) {
  const colour = (text) =>
    page.evaluate((wanted) => {
      for (const span of document.querySelectorAll(".view-line span span")) {
        if (span.textContent.replaceAll("\u00a0", " ").trim() === wanted) return getComputedStyle(span).color;
      }
      return null;
    }, text);
  seen.colours = { requires: await colour("requires"), comment: await colour("//@") };
}

function panelFrame(page) {
  return page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame");
}

async function panel(page) {
  await line(page, "push(a, 1)");
  await command(page, "Frame: Show Proof State");
  const frame = panelFrame(page);
  const heading = (name) => frame.locator("h1", { hasText: name });
  seen.panel = await step("the panel", async () => {
    await heading("push_left").waitFor();
    await frame.locator("article").waitFor();
    return (await frame.locator("main").innerText()).replaceAll("\u00a0", " ");
  });
  await page.waitForTimeout(300);
  await picture(page, "panel");
  seen.linked = await step("what belongs together lights up", () => linked(page, frame));
  await line(page, "malloc(sizeof");
  seen.panelMoved = await step("the panel follows", async () => {
    await heading("push_unchecked").waitFor();
    return (await frame.locator("main").innerText()).replaceAll("\u00a0", " ");
  });
  await frame.locator("button", { hasText: "Pin" }).click();
  await line(page, "push(a, 1)");
  seen.panelPinned = await step("a state is pinned", async () => {
    await heading("push_left").waitFor();
    await frame.locator("article").nth(1).waitFor();
    return (await frame.locator("main").innerText()).replaceAll("\u00a0", " ");
  });
  await picture(page, "pinned");
  await frame.locator("button", { hasText: "Unpin" }).click();
  await frame.locator("article").nth(1).waitFor({ state: "detached" });
  seen.axe = { light: await violations(page) };
  await command(page, "Preferences: Toggle between Light/Dark Themes");
  await page.waitForSelector(".monaco-workbench.vs-dark");
  await page.waitForTimeout(1000);
  await picture(page, "panel-dark");
  seen.axe.dark = await violations(page);
  await command(page, "Preferences: Toggle between Light/Dark Themes");
  await page.waitForSelector(".monaco-workbench.vs");
}

/** In a state with a cell: the arrow's row, its boxes and its place in the source light up with it; the picture zooms. */
async function linked(page, frame) {
  await line(page, "n->value = value", "first");
  await frame.locator("h1", { hasText: "push " }).waitFor();
  const arrow = frame.locator("g.arrow").first();
  await arrow.waitFor();
  await arrow.dispatchEvent("mouseenter");
  const found = {
    rows: await frame.locator("li.lit code:first-child").allInnerTexts(),
    boxes: await frame.locator("g[data-key].lit").count(),
  };
  await page.waitForFunction(() => document.querySelector(".view-overlays [class*='ced-']") !== null);
  await picture(page, "linked");
  await arrow.dispatchEvent("mouseleave");
  const width = () => frame.locator(".picture svg").first().evaluate((svg) => svg.getBoundingClientRect().width);
  const before = await width();
  await frame.locator(".zoom button", { hasText: "+" }).first().click();
  found.zoomed = (await width()) > before;
  await frame.locator(".zoom button", { hasText: "Fit" }).first().click();
  return found;
}

/** What axe-core finds seriously wrong with the panel's page. */
async function violations(page) {
  for (const frame of page.frames()) {
    if (await frame.evaluate(() => document.querySelector("main#page") !== null).catch(() => false)) {
      await frame.waitForSelector("main:not(.is-stale)");
      await frame.waitForTimeout(400); // colours change gently
      await frame.evaluate(fs.readFileSync(settings.axe, "utf8"));
      const result = await frame.evaluate(() => globalThis.axe.run());
      return result.violations
        .filter((one) => ["serious", "critical"].includes(one.impact))
        .map((one) => `${one.id}: ${one.nodes[0].html} ${one.nodes[0].any[0]?.message ?? ""}`);
    }
  }
  return ["the panel's page was not found"];
}

/** The code in an error's hover leads to its page. */
async function explanation(page) {
  await line(page, "n->next = list");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+i");
  await page.locator(".monaco-hover .code-link", { hasText: "null-access" }).click();
  const preview = page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame");
  seen.page = await step("the page of a finding", async () => {
    await preview.locator("h1", { hasText: "null-access" }).first().waitFor();
    return preview.locator("body").innerText();
  });
  await picture(page, "page");
  await page.keyboard.press("Escape");
  await page.locator('.tab[aria-label*="null-access"] .codicon-close').click();
}

/** Fixes are tried before they are offered, so they come a little after the error. */
async function menuOfFixes(page) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    await page.keyboard.press("Control+.");
    try {
      return await page.waitForSelector(".action-widget .monaco-list-row", { timeout: 2000 });
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

async function fix(page) {
  await line(page, "n->next = list");
  await step("a fix", () => menuOfFixes(page));
  seen.fixes = await textOf(page, ".action-widget .monaco-list-row");
  await picture(page, "fixes");
  await page.keyboard.press("Enter");
  await step("the error goes", () => page.waitForSelector(".squiggly-error", { state: "detached" }));
  seen.statusBarFixed = await statusBar(page, "3 verified$");
  await page.waitForTimeout(300);
  await picture(page, "fixed");
}

async function testExplorer(page) {
  await command(page, "Testing: Focus on Test Explorer View");
  seen.tests = await step("the test explorer", async () => {
    await page.waitForSelector('.test-explorer [aria-label*="push.c"]');
    await page.click('.test-explorer [aria-label*="push.c"]');
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector('.test-explorer [aria-label*="push_left"]');
    return page.evaluate(() => [...document.querySelectorAll(".test-explorer .monaco-list-row")].map((row) => row.getAttribute("aria-label")));
  });
  await picture(page, "tests");
}

async function scripts(page) {
  await command(page, "View: Show Explorer");
  await page.dblclick('.explorer-folders-view [aria-label^="queries.frame"]');
  await page.waitForSelector('.tab.active[aria-label^="queries.frame"]');
  seen.scriptStatusBar = await step("a script", () => statusBar(page, "2 verified, 1 failed"));
  await page.waitForSelector(".squiggly-error");
  await page.locator(".view-line", { hasText: "frame x" }).locator("span span").first().hover();
  seen.scriptHover = await step("its frame", async () => {
    await page.waitForFunction(() => [...document.querySelectorAll(".monaco-hover")].some((node) => node.innerText.includes("y |-> 3")));
    return (await textOf(page, ".monaco-hover")).join("\n");
  });
  await picture(page, "script");
  await page.keyboard.press("Escape");
}

async function untrusted(context) {
  const page = await step("an untrusted folder", () => open(context, settings.untrusted, "No, I don't trust"));
  seen.statusBarUntrusted = await statusBar(page, "not found");
  seen.offer = await step("the offer of a server", async () => {
    const toast = page.locator(".notification-toast", { hasText: "Frame's server was not found" });
    await toast.waitFor();
    return toast.innerText();
  });
  await picture(page, "no-server");
  await page.close();
}

(async () => {
  const browser = await chromium.launch({
    executablePath: settings.chromium,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "dark" });
  let page;
  try {
    page = await step("a trusted folder", () => open(context, settings.trusted, "Yes, I trust"));
    await errorAndHover(page);
    await annotationColours(page);
    await panel(page);
    await explanation(page);
    await fix(page);
    await testExplorer(page);
    await scripts(page);
    await page.close();
    await untrusted(context);
  } catch (error) {
    seen.failure = error.stack;
    const last = context.pages().at(-1);
    if (last) await picture(last, "failure");
  }
  fs.writeFileSync(settings.observed, JSON.stringify(seen, null, 1));
  await browser.close();
})();
