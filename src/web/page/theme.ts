/** Light or dark: what was chosen here, else what the page around us has (Home Assistant, which shows us in a frame), else the system's. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const key = "whos-knocking.theme";

let chosen = kept();

/** What was chosen here. */
export function themeNow(): Theme {
  return chosen;
}

/** Changes it, and keeps it where the browser lets us. */
export function setTheme(theme: Theme): void {
  chosen = theme;
  show();
  try {
    localStorage.setItem(key, theme);
  } catch {
    // A browser that keeps nothing still shows it until the page is closed.
  }
}

function kept(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? "system";
  } catch {
    return "system";
  }
}

function show(): void {
  document.documentElement.dataset["theme"] = chosen === "system" ? (surrounding() ?? "system") : chosen;
  document.dispatchEvent(new Event("themechange"));
}

/** Home Assistant says in its own page which scheme it shows: `dark`, `light`, or both where that is the system's. */
function surrounding(): Theme | undefined {
  const told = outerScheme()?.content;
  return themes.find((theme) => theme === told);
}

function outerScheme(): HTMLMetaElement | null {
  try {
    return parent === window ? null : parent.document.querySelector<HTMLMetaElement>("meta[name=color-scheme]");
  } catch {
    // Another site's page around us is nobody whom we may look at.
    return null;
  }
}

show();
const outer = outerScheme();
if (outer !== null) new MutationObserver(show).observe(outer, { attributes: true });
