import { expect, expectAccessible, expectFitsThePhone, expectValidHtml, open, shot, test } from "../fixtures/index.ts";

const password = "櫓から見える朝の町並みはしずかだ";

test("the sign-in page is for everyone, in both languages", async ({ page, isMobile }) => {
  for (const [language, title] of [
    ["ja", "サインイン"],
    ["en", "Sign in"],
  ] as const) {
    await open(page, "/sign-in");
    if ((await page.locator("html").getAttribute("lang")) !== language) {
      await page.getByRole("button", { name: "English" }).click();
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await open(page, "/sign-in");
    }
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expectAccessible(page);
    if (isMobile) await expectFitsThePhone(page);
    await expectValidHtml(page);
    await shot(page, `sign-in-${language}`);
  }
});

test("the first administrator sets a password from the mail, signs out and in again", async ({ page, server, mailbox }) => {
  const { adminEmail } = await server.createOrganization();
  const mail = await mailbox.next(adminEmail);
  const link = mail.links.find((address) => address.includes("/set-password/"));
  expect(link).toBeDefined();

  await open(page, link ?? "");
  await expectAccessible(page);
  await shot(page, "set-password");
  await page.locator("input[name=password]").fill(password);
  await page.locator("input[name=password_again]").fill(password);
  await page.getByRole("button", { name: "パスワードを設定" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/set-password"));

  // The link is used up.
  await page.context().clearCookies();
  await open(page, link ?? "");
  await expect(page.locator("input[name=password_again]")).toHaveCount(0);

  await open(page, "/sign-in");
  await page.getByLabel("メールアドレスまたはログインID").fill(adminEmail);
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "サインインする" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await open(page, "/account");
  await expectAccessible(page);
  await shot(page, "account");
});

test("a wrong password and an unknown address are refused in the same words", async ({ page, server, mailbox, problems }) => {
  problems.expect(/40[13]|422|Failed to load resource/);
  const { adminEmail } = await server.createOrganization();
  await mailbox.next(adminEmail);
  const refused: string[] = [];
  for (const address of [adminEmail, "nobody@example.test"]) {
    await open(page, "/sign-in");
    await page.getByLabel("メールアドレスまたはログインID").fill(address);
    await page.locator("input[name=password]").fill("これは正しくない合言葉です");
    await page.getByRole("button", { name: "サインインする" }).click();
    const words = page.getByRole("alert").first();
    await expect(words).toBeVisible();
    refused.push(await words.innerText());
  }
  expect(refused[0]).toBe(refused[1]);
});
