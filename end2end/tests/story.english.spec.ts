import { ENGLISH, story } from "../fixtures/story.ts";
import { test } from "../fixtures/index.ts";

test.use({ locale: "en-US" });

test("from the staff list to the record, in English", async ({ page, server, mailbox, visit, problems, isMobile }) => {
  test.skip(isMobile, "the administrator sits at a desk, staff have their phones with them");
  test.setTimeout(300_000);
  // A sheet of passwords that was handed out is gone.
  problems.expect(/410/);
  // The last answer may be on its way while the test is handed in: it comes with the test, and the save is told that it is too late.
  problems.expect(/409 \(Conflict\).*save_answers/);
  const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
  const [mailed, slipped] = [await visit(phone), await visit(phone)];
  await story({ server, mailbox, admin: page, author: page, mailed, slipped }, ENGLISH, 30);
});
