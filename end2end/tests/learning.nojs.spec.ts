import { expect, open, send, setPassword, test } from "../fixtures/index.ts";

test("a lesson that is refused without JavaScript keeps what was written", async ({ page, server, mailbox }) => {
  const { adminEmail } = await server.createOrganization({ seats: 5 });
  await setPassword(page, (await mailbox.next(adminEmail)).links[0] ?? "");
  await open(page, "/lessons/new");
  // The page says that questions are not to be had so, and that the rest is.
  await expect(page.locator("noscript .notice")).toBeVisible();
  await expect(page.locator(".needs-script")).toBeHidden();
  await page.locator("[name=title]").fill("　");
  await page.locator("[name=category]").fill("端末");
  await page.locator("[name=body]").fill("# 見出し\n\n髙﨑さんの端末");
  await page.locator("[name=attempts]").fill("3");
  await page.locator("[name=shuffle]").uncheck();
  await send(page, "/api/save_lesson");
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.locator("[name=category]")).toHaveValue("端末");
  await expect(page.locator("[name=body]")).toHaveValue("# 見出し\n\n髙﨑さんの端末");
  await expect(page.locator("[name=attempts]")).toHaveValue("3");
  await expect(page.locator("[name=shuffle]")).not.toBeChecked();
  await page.locator("[name=title]").fill("端末を失くしたら");
  await send(page, "/api/save_lesson");
  await page.waitForURL(/\/lessons\/[0-9a-z-]+\?done=/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("端末を失くしたら");
  await expect(page.locator("[name=attempts]")).toHaveValue("3");
});
