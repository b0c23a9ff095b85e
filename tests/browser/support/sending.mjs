// Forms that are sent whatever the browser thinks of them.

/** Sends a form as it stands, past the browser's own checks, so that the server's answer is seen. */
export const sentAsItIs = (form) => async (page) => {
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.locator(form).first().evaluate((element) => {
    element.noValidate = true;
    element.requestSubmit();
  });
  await answered;
  await page.waitForLoadState();
};
