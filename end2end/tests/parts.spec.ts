import type { Page } from "@playwright/test";

import { expect, hydrated, type Mailbox, open, type Server, test } from "../fixtures/index.ts";

const password = "correct horse battery staple";

/** An organisation of its own; its administrator is signed in and at home. */
async function administrator(page: Page, server: Server, mailbox: Mailbox): Promise<void> {
  const { adminEmail } = await server.createOrganization();
  const mail = await mailbox.next(adminEmail);
  const link = mail.links.find((address) => address.includes("/set-password/"));
  await open(page, link ?? "no link");
  await page.locator("input[name=password]").fill(password);
  await page.locator("input[name=password_again]").fill(password);
  await page.locator("form:has([name=password]) button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/set-password"));
  await open(page, "/");
}

/** The client's files a page asks for from now on. */
function watchFiles(page: Page): string[] {
  const files: string[] = [];
  page.on("request", (request) => {
    const file = /\/pkg\/\w+\/(.*\.wasm)$/.exec(new URL(request.url()).pathname)?.[1];
    if (file !== undefined) files.push(file);
  });
  return files;
}

/** Follows the frame's link, wherever the width of the window has put it. */
async function follow(page: Page, path: string): Promise<void> {
  await page.locator(`a[href="${path}"]`).first().dispatchEvent("click");
}

/** Marks the document: a page that is loaded whole has the mark no more. */
const mark = (page: Page) => page.evaluate(() => document.documentElement.setAttribute("data-same", ""));
const isSame = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute("data-same"));

test("a page loads its own part, once, and no other", async ({ page, server, mailbox }) => {
  await administrator(page, server, mailbox);
  const files = watchFiles(page);
  await open(page, "/");
  expect(files).toEqual(["frontend_bg.wasm"]);

  files.length = 0;
  await open(page, "/people");
  expect(files).toContain("split_people.wasm");
  expect(files).not.toContain("split_audit.wasm");
  expect(new Set(files).size, files.join(" ")).toBe(files.length);
  // The browser is told of the part before the client asks for it.
  const html = await (await page.request.get("/people", { headers: { accept: "text/html" } })).text();
  const head = html.slice(0, html.indexOf("</head>"));
  const preloaded = (head.match(/<link [^>]*>/g) ?? []).filter((link) => link.includes('rel="preload"'));
  expect(preloaded.join("\n")).toContain("/split_people.wasm");
});

test("every part comes alive and is reached without loading the document again", async ({ page, server, mailbox }) => {
  await administrator(page, server, mailbox);
  await mark(page);
  const files = watchFiles(page);
  for (const [path, part] of [
    ["/people", "people"],
    ["/imports", "people_import"],
    ["/deliveries", "learning_admin"],
    ["/audit", "audit"],
  ] as const) {
    await page.evaluate((path) => {
      const link = document.createElement("a");
      link.href = path;
      document.body.append(link);
      link.click();
      link.remove();
    }, path);
    await expect(page).toHaveURL(path);
    const heading = page.getByRole("heading", { level: 1 });
    await expect(heading).toBeFocused();
    const reached = await heading.innerText();
    expect(files).toContain(`split_${part}.wasm`);
    expect(await isSame(page), path).toBe(true);
    // The server renders the same page, and it is taken over without a complaint.
    const tab = await page.context().newPage();
    await open(tab, path);
    await expect(tab.getByRole("heading", { level: 1 })).toHaveText(reached);
    await tab.close();
  }
});

test("a part that does not come is told, and the page can be loaded again", async ({ page, server, mailbox, problems }) => {
  problems.expect(/split_people\.wasm|Failed to fetch|TypeError/);
  await administrator(page, server, mailbox);
  await mark(page);
  await page.route(/split_people\.wasm$/, (route) => route.abort());
  await follow(page, "/people");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("読み込めませんでした");
  // The rest of the product still works.
  await follow(page, "/account");
  await expect(page).toHaveURL("/account");
  expect(await isSame(page)).toBe(true);
  await follow(page, "/people");
  await expect(alert).toBeVisible();
  await page.unroute(/split_people\.wasm$/);
  await page.getByRole("link", { name: "再読み込みする" }).click();
  await hydrated(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("ユーザー");
});

test("a page whose part does not come stays as the server made it", async ({ page, server, mailbox, problems }) => {
  problems.expect(/split_people\.wasm|Failed to fetch|TypeError/);
  await administrator(page, server, mailbox);
  await page.route(/split_people\.wasm$/, (route) => route.abort());
  await page.goto("/people");
  await expect(page.getByRole("alert")).toContainText("読み込めませんでした");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("ユーザー");
  await expect(page.locator("html[data-hydrated]")).toHaveCount(0);
  // As without JavaScript: a link loads the next document, which comes alive.
  await page.locator('main a[href="/people/new"]').click();
  await expect(page).toHaveURL("/people/new");
  await follow(page, "/account");
  await hydrated(page);
});
