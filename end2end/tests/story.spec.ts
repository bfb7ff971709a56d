import { JAPANESE, story } from "../fixtures/story.ts";
import { test } from "../fixtures/index.ts";

test("from the staff list to the record", async ({ page, server, mailbox, visit, problems }) => {
  test.setTimeout(300_000);
  // A sheet of passwords that was handed out is gone.
  problems.expect(/410/);
  const [mailed, slipped] = [await visit(), await visit()];
  await story({ server, mailbox, admin: page, author: page, mailed, slipped }, JAPANESE, 260);
});
