/** Every page, looked at: accessible in both themes, fit for the phone, valid, silent on the console, and pictured. */
import type { Page } from "@playwright/test";

import {
  DEMO_PASSWORD,
  expect,
  expectAccessible,
  expectFitsThePhone,
  expectReadableInTheDark,
  expectValidHtml,
  handIn,
  open,
  shot,
  signIn,
  startTest,
  test,
} from "../fixtures/index.ts";

test.use({ baseURL: async ({ demo }, use) => use(demo.origin), colorScheme: "light" });
test.describe.configure({ timeout: 240_000 });

/** Looks at the page that is shown. */
async function look(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await expectAccessible(page);
  // What the server sends does not depend on the window.
  if (test.info().project.name === "desktop") await expectValidHtml(page);
  else await expectFitsThePhone(page);
  await shot(page, name);
  await expectReadableInTheDark(page, name);
}

async function lookAt(page: Page, pages: Record<string, string>): Promise<void> {
  for (const [name, address] of Object.entries(pages)) {
    await test.step(name, async () => {
      await open(page, address);
      await look(page, name);
    });
  }
}

/** Where the first row of a list leads. */
async function first(page: Page, list: string): Promise<string> {
  await open(page, list);
  return (await page.locator("main tbody th a").first().getAttribute("href")) ?? "";
}

test("pages before signing in", async ({ page, problems }) => {
  problems.expect(/404/);
  await lookAt(page, {
    "sign-in": "/sign-in",
    forgotten: "/forgotten",
    "link-over": "/set-password/nothing",
    "not-found-outside": "/nowhere",
    mailbox: "/dev/mailbox",
  });
});

test("an administrator's pages: people and settings", async ({ page, problems }) => {
  problems.expect(/404/);
  await signIn(page, { identifier: "admin@demo.example.jp", password: DEMO_PASSWORD });
  const person = await first(page, "/people");
  await lookAt(page, {
    "admin-home": "/",
    people: "/people",
    "people-none": "/people?q=zzzz",
    person,
    "person-edit": `${person}/edit`,
    "person-new": "/people/new",
    groups: "/groups",
    group: await first(page, "/groups"),
    imports: "/imports",
    audit: "/audit",
    undelivered: "/audit/undelivered",
    account: "/account",
    "change-password": "/change-password",
    "not-found": "/nowhere",
    "person-not-found": "/people/nobody",
  });
  // Who is signed in keeps the way back to everything.
  await open(page, "/nowhere");
  await expect(page.getByRole("navigation", { name: "メインメニュー" }).first()).toBeVisible();
});

test("an administrator's pages: lessons and deliveries", async ({ page }) => {
  await signIn(page, { identifier: "admin@demo.example.jp", password: DEMO_PASSWORD });
  await lookAt(page, {
    lessons: "/lessons",
    lesson: await first(page, "/lessons"),
    "lesson-new": "/lessons/new",
    deliveries: "/deliveries",
    delivery: await first(page, "/deliveries"),
    "delivery-new": "/deliveries/new",
  });
  await page.locator("select[name=version]").selectOption({ index: 1 });
  await page.locator("[name=everyone]").check();
  await page.locator("form[action='/deliveries/confirm'] .form-actions button").click();
  await page.waitForURL(/\/deliveries\/confirm/);
  await look(page, "delivery-confirm");
  await open(page, "/deliveries");
  await page.locator("main tbody th a").last().click();
  await expect(page.locator(".chart polyline")).toBeVisible();
  if (test.info().project.name === "desktop") await shot(page, "progress", { readme: true, fullPage: false });
  await page.locator("details:has(.chip[href*='group=']) > summary").click();
  const listed = page.waitForResponse(/list_delivery_people/);
  await page.locator(".chip[href*='group=']").first().click();
  await expect(page).toHaveURL(/group=/);
  await listed;
  await look(page, "delivery-by-group");
});

test("a learner's pages", async ({ page, isMobile }) => {
  await signIn(page, { identifier: "user003@demo.example.jp", password: DEMO_PASSWORD });
  await lookAt(page, { home: "/", learn: "/learn" });
  await open(page, "/");
  await page.locator("article a.button").first().click();
  await expect(page.locator(".prose")).toBeVisible();
  if (isMobile) await shot(page, "lesson", { readme: true, fullPage: false });
  await look(page, "lesson-to-read");
  await startTest(page);
  await look(page, "test");
  await handIn(page);
  await look(page, "result");
  if (isMobile) await page.locator(".bottom-bar details > summary").click();
  else await page.locator(".top-bar details:has(form) > summary").click();
  await look(page, "menu");
});
