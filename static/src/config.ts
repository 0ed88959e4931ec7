// What the server's page tells the script: addresses and the language to begin with.

export interface Config {
  readonly socket: string;
  readonly schemaUrl: string;
  readonly lang: string;
  readonly langUrl: string;
  /** Whose cluster this page shows for a class, live or as a copy; '' on one's own page. */
  readonly watching: string;
  /** Whether this page may only look. */
  readonly readOnly: boolean;
  /** The class for which it is shown. */
  readonly classUrl: string;
}

const DEFAULTS: Config = {
  socket: "/ws/cluster/",
  schemaUrl: "",
  lang: "zh-hans",
  langUrl: "",
  watching: "",
  readOnly: false,
  classUrl: "",
};

/** The configuration in the page's JSON block. */
export function readConfig(document: Document): Config {
  const text = document.getElementById("config")?.textContent ?? "{}";
  return { ...DEFAULTS, ...(JSON.parse(text) as Partial<Config>) };
}

/** The nonce under which this page may add style elements; '' where no policy asks for one. */
export function styleNonce(document: Document): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}
