import { DEMO_PASSWORD, expect, form, open, send, signIn, test } from "../fixtures/index.ts";

test.use({ baseURL: async ({ demo }, use) => use(demo.origin) });

test.beforeEach(async ({ page }) => {
  await signIn(page, { identifier: "admin@demo.example.jp", password: DEMO_PASSWORD });
});

test("a page shows at once what was done on it", async ({ page }) => {
  await open(page, "/people?q=00020");
  await page.locator("main tbody th a").first().click();
  await page.locator("details:has(form[action*=suspend_person]) > summary").click();
  await send(page, "/api/suspend_person");
  await expect(form(page, "/api/reactivate_person")).toBeVisible();
  await expect(form(page, "/api/suspend_person")).toHaveCount(0);
  await send(page, "/api/reactivate_person");
  await expect(page.locator("details:has(form[action*=suspend_person])")).toBeVisible();

  await send(page, "/api/leave_group");
  await expect(form(page, "/api/leave_group")).toHaveCount(0);
  await page.locator("details:has(form[action*=join_group]) > summary").click();
  await send(page, "/api/join_group");
  await expect(form(page, "/api/leave_group")).toHaveCount(1);
});

test("a group shows at once who is in it and what it is called", async ({ page }) => {
  await open(page, "/groups");
  await page.locator("main tbody th a").first().click();
  const members = page.locator("form[action*=remove_members] tbody tr");
  await expect(members.first()).toBeVisible();
  const before = await members.count();
  await members.first().locator("input").check();
  await send(page, "/api/remove_members");
  await expect(members).toHaveCount(before - 1);
  await page.locator("details:has(form[action*=rename_group]) > summary").click();
  await form(page, "/api/rename_group").locator("[name=name]").fill("総務・広報部");
  await send(page, "/api/rename_group");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("総務・広報部");
});

test("what was chosen for the page's brightness is marked and stays", async ({ page }) => {
  await open(page, "/account");
  await page.locator("button[name=theme][value=dark]").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.locator("button[name=theme][value=dark]")).toHaveAttribute("aria-pressed", "true");
  await page.locator("button[name=theme][value=auto]").click();
  await expect(page.locator("button[name=theme][value=auto]")).toHaveAttribute("aria-pressed", "true");
});
