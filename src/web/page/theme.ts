/** Light or dark: what the person chose here, else the system's. Home Assistant's own setting follows the system's as well. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const key = "whos-knocking.theme";

export function themeNow(): Theme {
  const told = document.documentElement.dataset["theme"];
  return themes.find((theme) => theme === told) ?? "system";
}

/** Changes it, and keeps it where the browser lets us. */
export function setTheme(theme: Theme): void {
  show(theme);
  try {
    localStorage.setItem(key, theme);
  } catch {
    // A browser that keeps nothing still shows it until the page is closed.
  }
  document.dispatchEvent(new Event("themechange"));
}

function kept(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? "system";
  } catch {
    return "system";
  }
}

function show(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}

show(kept());
