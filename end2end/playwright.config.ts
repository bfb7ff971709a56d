import { defineConfig } from "@playwright/test";

/** Every browser, phone or not, is Debian's Chromium, told to stay off the network but for the server under test. */
const chromium = {
  browserName: "chromium" as const,
  launchOptions: {
    executablePath: process.env["E2E_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
  locale: "ja-JP",
  timezoneId: "Asia/Tokyo",
  // A step that hangs says which one it was, long before its test's time is up.
  actionTimeout: 10_000,
  navigationTimeout: 15_000,
  // What was done, without a film of it: filming costs every test a sixth of its time.
  trace: { mode: "retain-on-failure" as const, screenshots: false, snapshots: false, sources: false },
  screenshot: "only-on-failure" as const,
};

const desktop = { ...chromium, viewport: { width: 1280, height: 800 } };
const phone = {
  ...chromium,
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** Specs whose names end so run with JavaScript switched off, and only then. */
const withoutJavaScript = /\.nojs\.spec\.ts$/;

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  // Each with servers and a browser of its own: while one waits for a mail or a page, the other works.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  projects: [
    { name: "desktop", use: desktop, testIgnore: withoutJavaScript },
    { name: "phone", use: phone, testIgnore: withoutJavaScript },
    {
      name: "desktop-nojs",
      use: { ...desktop, javaScriptEnabled: false },
      testMatch: withoutJavaScript,
    },
    {
      name: "phone-nojs",
      use: { ...phone, javaScriptEnabled: false },
      testMatch: withoutJavaScript,
    },
  ],
});
