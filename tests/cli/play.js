// Opens the page of `frame play`, edits a script and writes down what a person would see.
// usage: node play.js PLAYWRIGHT ADDRESS PICTURES SOLUTION
const fs = require("node:fs");
const path = require("node:path");

const { chromium } = require(process.argv[2]);
const [address, pictures, solution] = process.argv.slice(3);
const axe = path.join(process.argv[2], "..", "axe-core", "axe.min.js");

/** What axe finds to be serious. The page's policy lets no foreign script in, so it is evaluated, not added. */
async function serious(page) {
  await page.evaluate(fs.readFileSync(axe, "utf8"));
  return page.evaluate(async () => {
    const found = await window.axe.run();
    return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].html}`);
  });
}

/** Solves the first exercise, as a person would who types fast. */
async function exercise(page, seen) {
  await page.selectOption("#examples", { label: "1-swap.c" });
  await page.waitForSelector("#findings .code:has-text('missing-cell')", { timeout: 30000 });
  await page.locator("#text").click();
  await page.evaluate((offset) => document.getElementById("text").setSelectionRange(offset, offset), (await page.inputValue("#text")).indexOf("*b = *a"));
  await page.waitForSelector("#heap svg g[data-key]");
  await page.screenshot({ path: `${pictures}/play-exercise.png` });
  await page.fill("#text", fs.readFileSync(solution, "utf8"));
  await page.waitForFunction(() => document.querySelector("#status").textContent.startsWith("solved"), null, { timeout: 30000 });
  seen.solved = await page.textContent("#status");
  seen.mark = await page.locator("#examples option:checked").textContent();
}

async function share(browser, page, seen) {
  await page.selectOption("#examples", { label: "cells.frame" });
  await page.fill("#text", "check emp |- emp; // geteilt: ∗\n");
  await page.click("#share");
  await page.waitForFunction(() => location.hash.includes("text="));
  const other = await browser.newPage({ colorScheme: "light" });
  await other.goto(page.url());
  await other.waitForFunction(() => document.querySelector("#status").textContent.includes("verified"), null, { timeout: 30000 });
  seen.shared = {
    text: await other.inputValue("#text"),
    status: await other.textContent("#status"),
    choice: await other.locator("#examples option:checked").textContent(),
  };
  await other.close();
}

async function themes(page, seen) {
  seen.themes = [];
  seen.axe = {};
  await page.selectOption("#examples", { label: "wrong.c" });
  await page.waitForSelector("#findings .fix", { timeout: 30000 });
  await page.click("#theme");
  for (const theme of ["light", "dark"]) {
    seen.themes.push(await page.evaluate(() => document.documentElement.dataset.theme));
    seen.axe[theme] = await serious(page);
    await page.screenshot({ path: `${pictures}/play-${theme}.png` });
    await page.click("#theme");
  }
}

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  const errors = [];
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
    await page.goto(address);
    await page.waitForFunction(() => document.querySelectorAll("#examples option").length > 3);
    await page.selectOption("#examples", { label: "cells.frame" });
    const text = "check ls(x, y) * ls(y, z) |- ls(x, z);\ncheck ls(x, y) * ls(y, nil) |- ls(x, nil);\n";
    await page.fill("#text", text);
    await page.waitForSelector("#findings .code:has-text('not-as-expected')", { timeout: 30000 });
    const seen = { errors };
    const wrong = await page.textContent("#findings");
    const marks = await page.locator("#marks mark").count();
    const status = await page.textContent("#status");
    const fix = page.locator("#findings .fix").first();
    let fixed = "";
    if (await fix.count()) {
      await fix.click();
      await page.waitForFunction(() => document.querySelector("#findings").textContent === "none", null, { timeout: 30000 });
      fixed = await page.inputValue("#text");
    }
    await exercise(page, seen);
    await share(browser, page, seen);
    await themes(page, seen);
    console.log(JSON.stringify({ wrong, marks, status, fixed, ...seen }));
  } finally {
    await browser.close();
  }
}

main().catch((error) => { console.error(error); process.exit(1); });
