import type { Page } from "@playwright/test";

import { DEMO_PASSWORD, expect, form, handIn, open, send, signIn, startTest, test } from "../fixtures/index.ts";

test.use({ baseURL: async ({ demo }, use) => use(demo.origin) });

const COORDINATOR = { identifier: "user002@demo.example.jp", password: DEMO_PASSWORD };

/** Signs in and begins the test of the first lesson there is to do. */
async function begin(page: Page): Promise<void> {
  await signIn(page, COORDINATOR);
  await open(page, "/");
  await page.locator("article a.button").first().click();
  await startTest(page);
}

/** The choice at a place of a question, both counted from nought. */
const choice = (page: Page, question: number, place: number) =>
  page.locator(".question").nth(question).locator(".choice input").nth(place);

test("answers survive a lost connection, a reload and a change of device", async ({ page, context, visit, problems }) => {
  problems.expect(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
  await begin(page);
  const kept = page.locator(".form-actions [role=status]");
  await choice(page, 0, 1).check();
  await expect(kept).toHaveText("答えを保存しました。");

  await context.setOffline(true);
  await choice(page, 1, 0).check();
  await expect(kept).toContainText("この端末に残っています");
  await context.setOffline(false);
  await expect(kept).toHaveText("答えを保存しました。");

  // The page is loaded anew while its last answer is on this device only.
  await page.route("**/api/save_answers", (route) => route.abort());
  await choice(page, 2, 0).check();
  await expect(kept).toContainText("この端末に残っています");
  await page.unroute("**/api/save_answers");
  await open(page, page.url());
  await expect(kept).toHaveText("答えを保存しました。");
  for (const [question, place] of [[0, 1], [1, 0], [2, 0]] as const) {
    await expect(choice(page, question, place)).toBeChecked();
  }

  const other = await visit();
  await signIn(other, COORDINATOR);
  await open(other, page.url());
  for (const [question, place] of [[0, 1], [1, 0], [2, 0]] as const) {
    await expect(choice(other, question, place)).toBeChecked();
  }
});

test("a test that is open in two tabs is handed in once", async ({ page, context, problems }) => {
  // The tab that was saved from last keeps its answers; the other one is told so.
  problems.expect(/409 \(Conflict\).*save_answers/);
  await begin(page);
  const second = await context.newPage();
  await open(second, page.url());
  await choice(page, 0, 0).check();
  await choice(second, 1, 1).check();
  await handIn(page);
  await send(second, "/api/hand_in_attempt");
  await second.waitForURL(page.url());
  const marks = (tab: Page) => tab.locator(".marked-question .marked-choice").allInnerTexts();
  await expect(second.locator(".marked-question").first()).toBeVisible();
  expect(await marks(second)).toEqual(await marks(page));
  // Both tabs stand before the one attempt that was used.
  await expect(form(second, "/api/start_attempt")).toBeVisible();
});

test("leaving a lesson with unsaved words asks first", async ({ page, isMobile }) => {
  await signIn(page, { identifier: "admin@demo.example.jp", password: DEMO_PASSWORD });
  await open(page, "/lessons/new");
  await page.locator("[name=title]").fill("まだ保存していないレッスン");
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void (asked.length === 1 ? dialog.dismiss() : dialog.accept());
  });
  const elsewhere = page.locator(isMobile ? ".bottom-bar a[href='/deliveries']" : ".rail a[href='/deliveries']");
  await elsewhere.click();
  await expect(page.locator("[name=title]")).toHaveValue("まだ保存していないレッスン");
  await elsewhere.click();
  await expect(page).toHaveURL(/\/deliveries$/);
  expect(asked).toHaveLength(2);
});
