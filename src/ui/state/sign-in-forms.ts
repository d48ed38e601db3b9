import { SignInForm } from './sign-in.svelte.ts';

const forms = new Map<string, SignInForm>();

/** The one for this place, as long as the page is open: how often it was refused there is not forgotten by looking elsewhere. */
export function signInFormAt(place: string): SignInForm {
  const form = forms.get(place) ?? new SignInForm(() => Date.now());
  forms.set(place, form);
  return form;
}
