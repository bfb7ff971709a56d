import { expect, Server, test } from "../fixtures/index.ts";

test.describe.configure({ mode: "serial" });

test("a killed server starts again with what it had acknowledged", async ({ mailbox }) => {
  // Two starts, and a command that opens the store itself.
  test.setTimeout(180_000);
  const server = await Server.start({ smtpUrl: mailbox.url });
  try {
    const organization = await server.createOrganization({ name: "株式会社 塚﨑" });
    await server.kill();
    expect(await server.command("organization", "list")).toContain(organization.code);
    await server.restart();
    expect(await server.command("organization", "list")).toContain("株式会社 塚﨑");
  } finally {
    await server.remove();
  }
});

test("the first administrator's mail arrives with a link to this server", async ({ server, mailbox }) => {
  const organization = await server.createOrganization();
  const mail = await mailbox.next(organization.adminEmail);
  expect(mail.to).toEqual([organization.adminEmail]);
  expect(mail.links.some((link) => link.startsWith(`${server.origin}/`))).toBe(true);
});

test("a request for another host is misdirected", async ({ server }) => {
  const answer = await fetch(`${server.origin.replace("127.0.0.1", "localhost")}/healthz`);
  expect(answer.status).toBe(421);
});
