/** A list of layers as code for PyTorch. Pure computation, no DOM. */
import { LENET_TABLE } from "./layer_list_rules.js";
import { layerNames, layerRows, layerSettings } from "./layer_list.js";

const CODE_TABLE = LENET_TABLE.map((row) => `[${row.flatMap((isSeen, map) => (isSeen ? [map] : [])).join(", ")}],`);
const CODE_TABLE_LINES = [[0, 6], [6, 9], [9, 12], [12, 16]].map((ends) =>
  `    ${CODE_TABLE.slice(...ends).join(" ")}`);

/** No comment is moved farther to the right than here by a long line above or below it. */
const CODE_COLUMN = 54;

/** What PyTorch does not have, as modules; each is written only where it is used. */
const CODE_CLASSES = {
  TableConv2d: `
# Which maps each output map sees: table I of LeCun et al. (1998).
TABLE = [
${CODE_TABLE_LINES.join("\n")}
]


class TableConv2d(nn.Module):
    """A convolution for each output map, over the maps that it sees."""

    def __init__(self, table, kernel_size, **options):
        super().__init__()
        self.table = table
        self.convs = nn.ModuleList(
            nn.Conv2d(len(seen), 1, kernel_size, **options) for seen in table
        )

    def forward(self, x):
        maps = [conv(x[:, seen]) for conv, seen in zip(self.convs, self.table)]
        return torch.cat(maps, dim=1)
`,
  Subsampling: `
class Subsampling(nn.Module):
    """The sum of each window, times a coefficient, plus a bias."""

    def __init__(self, channels, kernel_size, stride):
        super().__init__()
        self.sum = nn.AvgPool2d(kernel_size, stride, divisor_override=1)
        ones = torch.ones(channels, 1, 1)
        self.coefficient = nn.Parameter(ones / kernel_size**2)
        self.bias = nn.Parameter(torch.zeros_like(ones))

    def forward(self, x):
        return self.coefficient * self.sum(x) + self.bias
`,
  ScaledTanh: `
class ScaledTanh(nn.Module):
    def forward(self, x):
        return 1.7159 * torch.tanh(2 / 3 * x)
`,
  RadialBasis: `
class RadialBasis(nn.Module):
    """Minus the squared distance to a fixed prototype of each class.

    The paper draws the prototypes by hand, 7 × 12 pixels each;
    here they are random.
    """

    def __init__(self, features, classes):
        super().__init__()
        ones = torch.randint(2, (classes, features))
        self.register_buffer("prototypes", 2.0 * ones - 1)

    def forward(self, x):
        return -((x[:, None] - self.prototypes) ** 2).sum(-1)
`,
};

/** For each kind the call that makes its module, of its settings and the shape that it is given. */
const CODE_CALLS = {
  conv: codeConv,
  relu: () => "nn.ReLU()",
  tanh: () => "nn.Tanh()",
  scaled_tanh: () => "ScaledTanh()",
  sigmoid: () => "nn.Sigmoid()",
  max_pool: (settings) => codePool("nn.MaxPool2d", settings),
  avg_pool: (settings) => codePool("nn.AvgPool2d", settings),
  subsampling: ({ kernel_size: kernel, stride }, [channels]) => `Subsampling(${channels}, ${kernel}, stride=${stride})`,
  lrn: () => "nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)",
  flatten: () => "nn.Flatten()",
  linear: ({ out_features: out, bias }, [features]) => `nn.Linear(${features}, ${out}${bias ? "" : ", bias=False"})`,
  dropout: ({ p }) => `nn.Dropout(${p})`,
  rbf: ({ out_features: out }, [features]) => `RadialBasis(${features}, ${out})`,
};

function codeConv(settings, [channels]) {
  const { out_channels: out, kernel_size: kernel, bias, connections } = settings;
  const start = connections ? `TableConv2d(TABLE, ${kernel}` : `nn.Conv2d(${channels}, ${out}, ${kernel}`;
  const plain = { stride: 1, padding: 0, dilation: 1, groups: 1 };
  const options = Object.keys(plain).filter((name) => settings[name] !== plain[name]);
  const said = options.map((name) => `${name}=${settings[name]}`);
  return `${[start, ...said, ...(bias ? [] : ["bias=False"])].join(", ")})`;
}

function codePool(name, { kernel_size: kernel, stride, padding }) {
  const step = stride === kernel ? [] : [`stride=${stride}`];
  return `${name}(${[kernel, ...step, ...(padding ? [`padding=${padding}`] : [])].join(", ")})`;
}

/** Python that builds the network, runs it once and counts its parameters; a refused layer is left out with a note. */
export function torchCode(layers, inputShape) {
  const rows = layerRows(layers, inputShape);
  const names = layerNames(layers);
  const possible = rows.filter(({ shape }) => shape !== null);
  const calls = possible.map((row, place) =>
    CODE_CALLS[row.kind](layerSettings(layers[place]), place === 0 ? inputShape : rows[place - 1].shape));
  const width = Math.min(CODE_COLUMN, Math.max(0, ...calls.map((call) => call.length)) + 1);
  const lines = calls.map((call, place) =>
    `    ${`${call},`.padEnd(width)}  # ${names[place]}: ${rows[place].shape.join(" × ")}`);
  const parameters = possible.reduce((sum, row) => sum + row.parameters, 0);
  return [
    "import torch\nfrom torch import nn\n", ...codeClasses(calls), "model = nn.Sequential(", ...lines,
    ...codeNotes(layers, rows, names), ")\n", `x = torch.zeros(1, ${inputShape.join(", ")})`,
    "print(tuple(model(x).shape))", `print(sum(p.numel() for p in model.parameters()))  # ${parameters}`, "",
  ].join("\n");
}

function codeClasses(calls) {
  const used = Object.keys(CODE_CLASSES).filter((name) => calls.some((call) => call.startsWith(name)));
  return used.length === 0 ? [] : [...used.map((name) => CODE_CLASSES[name]), ""];
}

/** Comments on the layers that cannot be. */
function codeNotes(layers, rows, names) {
  const refused = rows.findIndex(({ refusal }) => refusal !== null);
  if (refused < 0) return [];
  const left = names.slice(refused + 1);
  const after = left.length ? [`    # Left out after it: ${left.join(", ")}`] : [];
  return [`    # Impossible: ${names[refused]}. ${rows[refused].refusal}`, ...after];
}
