/**
 * Drives a real Firefox over WebDriver BiDi for tests/browser/firefox.py: one order a line comes in as JSON, its answer goes out.
 *
 *     node tests/browser/firefox.mjs PATH        {"do": "open", "with": ["http://…"]}  →  {"said": null}  or  {"fault": "…"}
 */
import { createInterface } from "node:readline";

import puppeteer from "puppeteer-core";

/** @type {string[]} what Firefox complained of: errors of scripts of the site, and refused policies */
const faults = [];
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.argv[2] ?? "",
  headless: true,
  extraPrefsFirefox: { "intl.accept_languages": "en-GB, en", "signon.rememberSignons": false },
});
const page = await browser.newPage();
page.setDefaultTimeout(15_000);
page.on("pageerror", (error) => faults.push(String(error)));
page.on("console", (said) => said.type() === "error" && faults.push(said.text()));
await page.evaluateOnNewDocument(() => {
  addEventListener("securitypolicyviolation", (event) => console.error(`refused: ${event.violatedDirective} ${event.blockedURI}`));
});

/** @type {Record<string, (...values: any[]) => any>} */
const orders = {
  open: async (url) => void (await page.goto(url)),
  url: () => page.url(),
  cookie: (cookie) => browser.setCookie(cookie),
  type: async (css, text) => (await page.waitForSelector(css, { visible: true }))?.type(text),
  press: async (css) => (await page.waitForSelector(css, { visible: true }))?.click(),
  text: async (css) => (await page.waitForSelector(css))?.evaluate((one) => /** @type {HTMLElement} */ (one).innerText),
  script: (body) => page.evaluate(`(() => {${body}})()`),
  faults: () => faults,
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  let answer;
  try {
    answer = { said: (await orders[order.do]?.(...order.with)) ?? null };
  } catch (error) {
    answer = { fault: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
