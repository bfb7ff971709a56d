import { JAPANESE, story } from "../fixtures/story.ts";
import { test } from "../fixtures/index.ts";

test("from the staff list to the record, without JavaScript but for writing questions", async ({
  page,
  server,
  mailbox,
  visit,
  problems,
  isMobile,
}) => {
  test.skip(!isMobile, "played on the desktop with JavaScript; without it the pages are the same");
  test.setTimeout(300_000);
  // A sheet of passwords that was handed out is gone.
  problems.expect(/410/);
  const author = await visit({ javaScriptEnabled: true });
  const [mailed, slipped] = [await visit(), await visit()];
  await story({ server, mailbox, admin: page, author, mailed, slipped }, JAPANESE, 60);
});
