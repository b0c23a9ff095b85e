// What brings a page into a state that looks different.

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

export async function askForSlots(page) {
  await page.getByLabel('Motif').fill('tableau');
  await page.getByRole('group', { name: 'Créneaux' }).getByRole('radio').first().waitFor();
}

export async function noteDanger(page) {
  await page.getByRole('textbox', { name: 'Note' }).fill('Odeur de brûlé au tableau, ça fume');
  await page.locator('#call-danger').getByRole('alert').waitFor();
}

export async function searchWhileTyping(page) {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('dupont');
  await page.locator('#palette-list[data-q="dupont"] [role="option"]').first().waitFor();
}

export async function searchInVain(page) {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('xyzzyx');
  await page.locator('#palette-list[data-q="xyzzyx"]').waitFor();
}

/** Somebody else has saved the request since this page was opened. */
export async function changedMeanwhile(page) {
  await page.locator('input[name="version"]').first().evaluate((input) => {
    input.value = '0';
  });
  await page.getByLabel('Ce qui sera fait').fill('Rappeler le syndic');
  await page.getByLabel('Avant le').fill('2099-12-01');
  await page.getByLabel('Avant le').locator('xpath=ancestor::form').evaluate((form) => form.requestSubmit());
  await page.getByText('Voici les deux versions').waitFor();
}

export async function takeInHand(page) {
  await page.locator('#board .visit[data-version]').first().focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+ArrowRight');
  await page.locator('#board .ghost').waitFor();
}

/** Puts a visit where nobody works any more. */
export async function beRefused(page) {
  await takeInHand(page);
  for (let hour = 0; hour < 12; hour += 1) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await page.locator('#board-answer[open]').waitFor();
}

/** Presses what opens a row's forms. */
export function openTheFirst(selector) {
  return async (page) => {
    await page.locator(selector).first().click();
  };
}

export async function noteInternally(page) {
  await page.keyboard.press('n');
  await page.locator('#composer textarea').fill('Le gardien a la clé.');
}

export async function openPostIt(page) {
  await page.keyboard.press('p');
  await page.locator('#post-it-dialog #texte').fill('rappeler dupont devis vendredi 10h');
  await page.locator('#post-it-dialog .capture-read').waitFor();
}

/** The palette before anything is typed, with what can be done with the first customer. */
export async function openPalette(page) {
  await page.keyboard.press('Control+k');
  await page.locator('#palette-list [role="option"]').first().waitFor();
  await page.keyboard.press('ArrowRight');
}

/** Chooses the first contract and asks what suspending it would do. */
export async function previewMany(page) {
  await page.locator('.row-choice').first().click();
  await page.getByRole('button', { name: 'Suspendre' }).click();
  await page.getByRole('heading', { name: /À vérifier/ }).waitFor();
}
