// Opens the page of `frame play`, edits a script and writes down what a person would see.
// usage: node play.js PLAYWRIGHT ADDRESS SCREENSHOT

const { chromium } = require(process.argv[2]);
const [address, screenshot] = process.argv.slice(3);

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
    const wrong = await page.textContent("#findings");
    const marks = await page.locator("#marks mark").count();
    const status = await page.textContent("#status");
    await page.screenshot({ path: screenshot });
    const fix = page.locator("#findings .fix").first();
    let fixed = "";
    if (await fix.count()) {
      await fix.click();
      await page.waitForFunction(() => document.querySelector("#findings").textContent === "none", null, { timeout: 30000 });
      fixed = await page.inputValue("#text");
    }
    console.log(JSON.stringify({ wrong, marks, status, fixed, errors }));
  } finally {
    await browser.close();
  }
}

main().catch((error) => { console.error(error); process.exit(1); });
