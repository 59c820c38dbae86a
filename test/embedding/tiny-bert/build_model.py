#!/usr/bin/env python3
"""Builds the models beside this file (pip install numpy onnx): the shape of a BERT encoder in a few kilobytes, with random weights.

Every token vector = its embedding + its position + half the masked mean of the row, so that a wrong mask, wrong padding,
wrong pooling or a wrong truncation (more than 16 positions make the graph fail) each change the result.
model.onnx          float32
model_dynamic.onnx  the same with activations quantised over the whole batch, as dynamic 8-bit models do
model_fp16.onnx     the same with half-precision output
"""
import json, os
import numpy as np
from onnx import TensorProto as T, checker, helper as h, numpy_helper as nh

SIZE, POSITIONS = 8, 16
WORDS = "bee dance way flower meet budget plan the a show how пчела танец дорога план к как".split()
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + WORDS + ["##s", "##ing", "##ы", "?", ".", ","]
here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(7)
init = lambda name, a: nh.from_array(np.ascontiguousarray(a), name)
inits = [
    init("words", rng.normal(size=(len(PIECES), SIZE)).astype("f4")),
    init("positions", (rng.normal(size=(POSITIONS, SIZE)) * .3).astype("f4")),
    init("types", np.zeros((2, SIZE), "f4")),
    init("zero", np.array([0], "i8")), init("one", np.array([1], "i8")), init("last", np.array([-1], "i8")),
    init("half", np.float32(.5)),
]

def build(name, dynamic=False, fp16=False):
    n, node = [], h.make_node
    n.append(node("Gather", ["words", "input_ids"], ["e0"]))
    n.append(node("Gather", ["types", "token_type_ids"], ["t0"]))
    n.append(node("Shape", ["input_ids"], ["length"], start=1, end=2))
    n.append(node("Slice", ["positions", "zero", "length", "zero"], ["p0"]))
    n.append(node("Add", ["e0", "p0"], ["e1"])); n.append(node("Add", ["e1", "t0"], ["e2"]))
    e = "e2"
    if dynamic:
        n.append(node("DynamicQuantizeLinear", ["e2"], ["q", "qs", "qz"])); n.append(node("DequantizeLinear", ["q", "qs", "qz"], ["e3"]))
        e = "e3"
    n.append(node("Cast", ["attention_mask"], ["mask"], to=T.FLOAT)); n.append(node("Unsqueeze", ["mask", "last"], ["mask3"]))
    n.append(node("Mul", [e, "mask3"], ["masked"])); n.append(node("ReduceSum", ["masked", "one"], ["sum"], keepdims=1))
    n.append(node("ReduceSum", ["mask3", "one"], ["count"], keepdims=1)); n.append(node("Div", ["sum", "count"], ["mean"]))
    n.append(node("Mul", ["mean", "half"], ["context"]))
    n.append(node("Add", [e, "context"], ["last_hidden_state" if not fp16 else "h"]))
    if fp16: n.append(node("Cast", ["h"], ["last_hidden_state"], to=T.FLOAT16))
    vi = h.make_tensor_value_info
    g = h.make_graph(n, name, [vi(i, T.INT64, ["batch", "sequence"]) for i in ("input_ids", "attention_mask", "token_type_ids")],
        [vi("last_hidden_state", T.FLOAT16 if fp16 else T.FLOAT, ["batch", "sequence", SIZE])], inits)
    m = h.make_model(g, opset_imports=[h.make_opsetid("", 17)], ir_version=9); checker.check_model(m)
    open(os.path.join(here, name), "wb").write(m.SerializeToString(deterministic=True))

build("model.onnx"); build("model_dynamic.onnx", dynamic=True); build("model_fp16.onnx", fp16=True)
special = lambda i: {"id": i, "content": PIECES[i], "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
one = lambda t: {"SpecialToken": {"id": t, "type_id": 0}}
json.dump({"version": "1.0", "truncation": None, "padding": None, "added_tokens": [special(i) for i in range(4)],
    "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {"type": "TemplateProcessing", "single": [one("[CLS]"), {"Sequence": {"id": "A", "type_id": 0}}, one("[SEP]")],
        "pair": [one("[CLS]"), {"Sequence": {"id": "A", "type_id": 0}}, one("[SEP]"), {"Sequence": {"id": "B", "type_id": 1}}, one("[SEP]")],
        "special_tokens": {t: {"id": t, "ids": [PIECES.index(t)], "tokens": [t]} for t in ("[CLS]", "[SEP]")}},
    "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
    "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
        "vocab": {p: i for i, p in enumerate(PIECES)}}},
    open(os.path.join(here, "tokenizer.json"), "w", encoding="utf8"), ensure_ascii=False, indent=1)
json.dump({"tokenizer_class": "BertTokenizer", "model_max_length": POSITIONS, "pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]",
    "sep_token": "[SEP]", "do_lower_case": True}, open(os.path.join(here, "tokenizer_config.json"), "w"), indent=1)
