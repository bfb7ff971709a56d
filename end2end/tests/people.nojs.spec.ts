import type { Page } from "@playwright/test";

import { expect, expectValidHtml, type Mailbox, type Server, shot, test } from "../fixtures/index.ts";

const PASSWORD = "correct horse battery staple";

/** An organisation of its own, its administrator signed in by the link in the first mail. */
async function administrator(page: Page, server: Server, mailbox: Mailbox): Promise<void> {
  const organization = await server.createOrganization({ seats: 20 });
  const mail = await mailbox.next(organization.adminEmail);
  const link = mail.links.find((each) => each.includes("/set-password/"));
  await page.goto(link ?? "no link");
  await page.fill("[name=password]", PASSWORD);
  await page.fill("[name=password_again]", PASSWORD);
  await page.locator("form:has([name=password]) button[type=submit]").press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/set-password"));
}

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name="form[${name}]"]`, value);
}

const send = (page: Page) => page.locator('form:has([name="form[family]"]) button[type=submit]').press("Enter");

test("people are registered, handed a password, found, changed and suspended without JavaScript", async ({
  page,
  server,
  mailbox,
  problems,
}) => {
  // A sheet that was handed out is gone (410).
  problems.expect(/410 \(Gone\).*\/people\/passwords\//);
  await administrator(page, server, mailbox);
  await page.goto("/people/new");
  await expectValidHtml(page);
  await shot(page, "person-new");
  await fill(page, { family: "髙﨑", given: "𠮷福", family_kana: "タカサキ", given_kana: "ヨシフク" });
  await fill(page, { email: "takasaki@example.test", employee_number: "E-0042" });
  await page.locator("[value=display]").check();
  await send(page);

  await expect(page).toHaveURL(/\/people\/passwords\//);
  const shown = (await page.locator(".password").textContent()) ?? "";
  expect(shown).toMatch(/^([2-9a-z]{5}-){3}[2-9a-z]{5}$/);
  await expect(page.locator(".slip")).toContainText("髙﨑 𠮷福");
  await shot(page, "password-sheet");
  const sheet = page.url();
  const file = await page.request.get(`${sheet}/csv`);
  expect(await file.text()).toContain(shown);
  expect(file.headers()["cache-control"]).toContain("no-store");
  await page.locator("form[action*=finish_password_sheet] button").press("Enter");
  await page.waitForURL(/\/people\?done=finished/);
  await page.goto(sheet);
  await expect(page.locator("main")).not.toContainText(shown);
  await expect(page.locator(".password")).toHaveCount(0);

  // A refused form comes back with what was typed.
  await page.goto("/people/new");
  await fill(page, { family: "神", given: "晴朗", email: "jin@example.test", employee_number: "e-0042" });
  await send(page);
  await expect(page.locator(".form-errors")).toBeVisible();
  await expect(page.locator('[name="form[given]"]')).toHaveValue("晴朗");
  await expect(page.locator('[name="form[email]"]')).toHaveValue("jin@example.test");
  await fill(page, { employee_number: "E-0043" });
  await send(page);
  await expect(page.locator("h1")).toHaveText("神 晴朗");
  expect((await mailbox.next("jin@example.test")).links.length).toBeGreaterThan(0);

  await page.goto(`/people?q=${encodeURIComponent("ﾀｶｻｷ")}`);
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expectValidHtml(page);
  await shot(page, "people");
  await page.locator("tbody a").press("Enter");
  await expect(page.locator("h1")).toHaveText("髙﨑 𠮷福");
  await shot(page, "person");
  await page.locator('a[href$="/edit"]').press("Enter");
  await fill(page, { given: "隆" });
  await send(page);
  await expect(page.locator("h1")).toHaveText("髙﨑 隆");
  await page.locator("details:has(form[action*=suspend_person]) summary").press("Enter");
  await page.locator("form[action*=suspend_person] button").press("Enter");
  await expect(page.locator("form[action*=reactivate_person]")).toBeVisible();
});

test("groups are made, filled and emptied without JavaScript", async ({ page, server, mailbox }) => {
  await administrator(page, server, mailbox);
  await page.goto("/groups");
  await page.locator("details:has([name=name]) summary").press("Enter");
  await page.fill("main [name=name]", "営業部");
  await page.locator("form:has([name=name]) button[type=submit]").press("Enter");
  await expect(page.locator("h1")).toHaveText("営業部");
  await page.locator("details:has([name=add]) summary").press("Enter");
  await page.fill("[name=add]", "admin");
  await page.locator("[role=search] button").press("Enter");
  await page.locator('[name="people[]"]').first().check();
  await page.locator("form[action*=add_members] button").press("Enter");
  await expect(page.locator("form[action*=remove_members] tbody tr")).toHaveCount(1);
  await expectValidHtml(page);
  await shot(page, "group");
  await page.locator('form[action*=remove_members] [name="people[]"]').check();
  await page.locator("form[action*=remove_members] button").press("Enter");
  await expect(page.locator("form[action*=remove_members]")).toHaveCount(0);
  await page.goto("/groups");
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await shot(page, "groups");
});
