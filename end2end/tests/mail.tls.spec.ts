import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, test } from "@playwright/test";
import { generate } from "selfsigned";
import { SMTPServer } from "smtp-server";

import { Server } from "../fixtures/server.ts";

test.skip(({ isMobile }) => isMobile, "no browser takes part");

/** What a mail came over. */
interface Arrived {
  to: string;
  secure: boolean;
  user: string;
}

/** A mail server with a certificate of its own for `localhost`. */
class SecureMailbox {
  readonly arrived: Arrived[] = [];
  readonly #server: SMTPServer;

  constructor(key: string, cert: string, options: { implicit: boolean; offers?: boolean }) {
    this.#server = new SMTPServer({
      key,
      cert,
      secure: options.implicit,
      hideSTARTTLS: options.offers === false,
      authMethods: ["PLAIN", "LOGIN"],
      authOptional: options.offers === false,
      disableReverseLookup: true,
      onAuth: ({ username, password }, _session, done) => {
        if (password === "hunter2 塚") done(null, { user: username });
        else done(new Error("wrong password"));
      },
      onData: (stream, session, done) => {
        stream.resume();
        stream.once("end", () => {
          for (const { address } of session.envelope.rcptTo) {
            this.arrived.push({ to: address, secure: session.secure, user: String(session.user ?? "") });
          }
          done();
        });
      },
    });
    // A client that does not trust the certificate hangs up.
    this.#server.on("error", () => {});
  }

  async listen(): Promise<number> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    return (this.#server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }
}

const USER = "robot%40example.jp:hunter2%20%E5%A1%9A";
let folder: string;
let authority: string;
let key: string;
let cert: string;

test.beforeAll(async () => {
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  ({ private: key, cert } = made);
  folder = await mkdtemp(path.join(tmpdir(), "yagura-tls-"));
  authority = path.join(folder, "authority.pem");
  await writeFile(authority, cert);
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** The first link leaves over the line that `smtp_url` asks for; the system's trusted certificates are those of `trusted`. */
async function mailed(mailbox: SecureMailbox, url: string, trusted: string): Promise<{ server: Server; to: string }> {
  process.env["SSL_CERT_FILE"] = trusted;
  try {
    const server = await Server.start({ smtpUrl: url });
    const { adminEmail } = await server.createOrganization();
    return { server, to: adminEmail };
  } finally {
    delete process.env["SSL_CERT_FILE"];
  }
}

for (const way of ["smtps", "starttls"] as const) {
  test(`a mail leaves encrypted and signed in over ${way}`, async () => {
    const mailbox = new SecureMailbox(key, cert, { implicit: way === "smtps" });
    const port = await mailbox.listen();
    const url = way === "smtps" ? `smtps://${USER}@localhost:${port}` : `smtp://${USER}@localhost:${port}?tls=required`;
    const { server, to } = await mailed(mailbox, url, authority);
    try {
      // After a first try in vain the next is a quarter of a minute later.
      await expect.poll(() => mailbox.arrived, { timeout: 40_000 }).toEqual([{ to, secure: true, user: "robot@example.jp" }]);
    } finally {
      await server.remove();
      await mailbox.stop();
    }
    expect(await server.log()).not.toContain("hunter2");
  });
}

test("a certificate nobody vouches for gets no mail, and the log says why", async () => {
  const mailbox = new SecureMailbox(key, cert, { implicit: true });
  const port = await mailbox.listen();
  const nobody = path.join(folder, "nobody.pem");
  const other = await generate([{ name: "commonName", value: "other" }], { keySize: 2048, algorithm: "sha256" });
  await writeFile(nobody, other.cert);
  const { server } = await mailed(mailbox, `smtps://${USER}@localhost:${port}`, nobody);
  try {
    await expect.poll(() => server.log()).toMatch(/certificate|UnknownIssuer/);
    expect(mailbox.arrived).toEqual([]);
  } finally {
    await server.remove();
    await mailbox.stop();
  }
});

test("where STARTTLS is required and not offered, nothing leaves in the clear", async () => {
  const mailbox = new SecureMailbox(key, cert, { implicit: false, offers: false });
  const port = await mailbox.listen();
  const { server } = await mailed(mailbox, `smtp://${USER}@localhost:${port}?tls=required`, authority);
  try {
    await expect.poll(() => server.log()).toMatch(/STARTTLS|starttls/);
    expect(mailbox.arrived).toEqual([]);
  } finally {
    await server.remove();
    await mailbox.stop();
  }
});
