// A lesson for the canned server, in both languages.
import type { LessonEntry, LessonState, Topic } from "../src/net/protocol";

const YAML = `apiVersion: v1
kind: Pod
metadata:
  name: tomcat-test
  namespace: default
  labels:
    app: tomcat
spec:
  containers:
  - name: tomcat-java
    image: tomcat
    imagePullPolicy: IfNotPresent
    ports:
    - containerPort: 8080
`;

const pre = (lang: string, file: string, text: string): string =>
  `<pre data-lang="${lang}" data-file="${file}"><code>${text}</code></pre>`;

export function lesson(lang: string): LessonState {
  const zh = lang !== "en";
  return {
    name: "pod",
    number: 1,
    title: zh ? "裸 Pod：没有人照看的 Pod" : "A bare Pod: nobody looks after it",
    html: zh
      ? "<p>这一课里你直接创建一个 Pod，看它从 <code>Pending</code> 走到 <code>Running</code>，再把它删掉。因为没有控制器拥有它，删掉之后它<strong>不会回来</strong>。</p>"
      : "<p>In this lesson you create a Pod directly, watch it go from <code>Pending</code> to <code>Running</code>, and delete it. Nobody owns it, so it <strong>does not come back</strong>.</p>",
    done: false,
    points: 10,
    mostPoints: 30,
    branch: { number: 1, begins: 0 },
    steps: [
      {
        id: "pull",
        title: zh ? "在工作节点上拉取镜像" : "Pull the image on the workers",
        html: "<p></p>",
        done: true,
        optional: true,
        checks: [{ id: "a", passed: true, text: zh ? "k8snode1 上有 tomcat 镜像" : "k8snode1 has the image tomcat", missing: "", detail: "", about: "" }],
        questions: [],
        notes: [],
        hints: [],
        hintsLeft: 0,
      },
      {
        id: "create",
        title: zh ? "写清单并创建 Pod" : "Write the manifest and create the Pod",
        html:
          (zh ? "<p>在编辑器里写好清单：</p>" : "<p>Write the manifest in the editor:</p>") +
          pre("yaml", "pod-tomcat.yaml", YAML) +
          (zh ? "<p>然后应用它，并看它在哪个节点上：</p>" : "<p>Then apply it, and see on which node it runs:</p>") +
          pre("sh", "", "kubectl apply -f pod-tomcat.yaml\nkubectl get pods -o wide -l app=tomcat"),
        done: false,
        optional: false,
        checks: [
          { id: "b", passed: true, text: zh ? "Pod tomcat-test 已创建" : "The Pod tomcat-test exists", missing: "", detail: "", about: "" },
          { id: "c", passed: false, text: zh ? "它在运行" : "It is running", missing: zh ? "现在是 ContainerCreating：镜像还在拉取。" : "It is ContainerCreating now: the image is being pulled.", detail: "", about: "" },
        ],
        questions: [],
        notes: [],
        hints: [],
        hintsLeft: 2,
      },
      { id: "curl", title: zh ? "访问 Pod 的地址" : "Ask the Pod's address", html: "<p>curl</p>", done: false, optional: false, checks: [], questions: [], notes: [], hints: [], hintsLeft: 0 },
      { id: "delete", title: zh ? "删除它：它不会回来" : "Delete it: it is gone for good", html: "<p>delete</p>", done: false, optional: false, checks: [], questions: [], notes: [], hints: [], hintsLeft: 1 },
    ],
  };
}

export function topics(lang: string): Topic[] {
  return [{ id: "start", title: lang !== "en" ? "入门" : "First steps" }];
}

export function lessons(lang: string): LessonEntry[] {
  const zh = lang !== "en";
  const one = lesson(lang);
  return [
    { name: "pod", number: 1, title: one.title, summary: zh ? "创建、访问、删除" : "Create, ask, delete", done: false, progress: 0.4, topic: "start", needs: [], kind: "lesson", minutes: 0, points: 10, mostPoints: 30 },
    {
      name: "deployment",
      number: 2,
      title: zh ? "Deployment：删掉一个，又来一个" : "Deployment: delete one, another comes",
      summary: zh ? "谁把 Pod 补了回来？" : "Who brought the Pod back?",
      done: false,
      progress: 0,
      topic: "start",
      needs: ["pod"],
      kind: "lesson",
      minutes: 0,
      points: 0,
      mostPoints: 30,
    },
  ];
}
