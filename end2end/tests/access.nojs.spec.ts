import { expect, expectFitsThePhone, expectValidHtml, open, test } from "../fixtures/index.ts";

const password = "櫓から見える朝の町並みはしずかだ";

test("without JavaScript a password is set from the mail, and signing in works", async ({ page, server, mailbox }) => {
  const { adminEmail } = await server.createOrganization();
  const mail = await mailbox.next(adminEmail);
  const link = mail.links.find((address) => address.includes("/set-password/")) ?? "";

  await open(page, link);
  await expectValidHtml(page);
  await page.locator("input[name=password]").fill(password);
  await page.locator("input[name=password_again]").fill(password);
  await page.getByRole("button", { name: "パスワードを設定" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/set-password"));

  await page.context().clearCookies();
  await open(page, "/sign-in");
  await page.getByLabel("メールアドレスまたはログインID").fill(adminEmail);
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "サインインする" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("without JavaScript a refused sign-in comes back with the address, never with the password", async ({ page, problems, isMobile }) => {
  problems.expect(/Failed to load resource/);
  await open(page, "/sign-in");
  await page.getByLabel("メールアドレスまたはログインID").fill("nobody@example.test");
  await page.locator("input[name=password]").fill("これは正しくない合言葉です");
  await page.getByRole("button", { name: "サインインする" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByLabel("メールアドレスまたはログインID")).toHaveValue("nobody@example.test");
  await expect(page.locator("input[name=password]")).toHaveValue("");
  if (isMobile) await expectFitsThePhone(page);
});
