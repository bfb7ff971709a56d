import { connect } from "node:net";
import { createInterface } from "node:readline";

import { expect, test } from "@playwright/test";

import { Mailbox } from "../fixtures/mailbox.ts";

/** Sends one mail as a mail server would; returns the last answer. */
async function send(url: string, mail: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  const say = async (line: string): Promise<string> => {
    socket.write(`${line}\r\n`);
    return (await answers.next()).value ?? "";
  };
  await answers.next();
  await say("HELO test");
  await say("MAIL FROM:<from@example.test>");
  await say("RCPT TO:<to@example.test>");
  await say("DATA");
  const answer = await say(`${mail}\r\n.`);
  await say("QUIT");
  socket.destroy();
  return answer;
}

const mail = [
  "From: from@example.test",
  "To: to@example.test",
  "Message-ID: <one@example.test>",
  "Subject: =?utf-8?B?44OR44K544Ov44O844OJ44Gu6Kit5a6a?=",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: 8bit",
  "",
  "髙﨑 様 http://127.0.0.1:1/set-password/abc",
].join("\r\n");

test("a mail is read back as a person sees it", async () => {
  const mailbox = await Mailbox.start();
  await send(mailbox.url, mail);
  const read = await mailbox.next("to@example.test");
  expect(read.subject).toBe("パスワードの設定");
  expect(read.text).toContain("髙﨑 様");
  expect(read.links).toEqual(["http://127.0.0.1:1/set-password/abc"]);
  await expect(mailbox.next("to@example.test", 50)).rejects.toThrow("no new mail");
  await mailbox.stop();
});

test("a mail server in trouble takes the mail later", async () => {
  const mailbox = await Mailbox.start();
  mailbox.refuse(1);
  expect(await send(mailbox.url, mail)).toMatch(/^451/);
  expect(mailbox.all()).toEqual([]);
  expect(await send(mailbox.url, mail)).toMatch(/^250/);
  expect(mailbox.all()).toHaveLength(1);
  await mailbox.stop();
});
