"""Names that both the scene, inside the platform, and the tests, outside it, speak of. Imports nothing."""

PASSWORD = "lantern-harbor-27"
PROVISION = "行政机关应当公正、公开，不得滥用职权。\n当事人有权陈述和申辩。"
TITLES = {
    "open": "2026年全区国家工作人员学法用法考试",
    "upcoming": "2026年行政执法人员通用法律知识考试",
    "finished": "2025年全区国家工作人员学法用法考试",
    "single": "2026年行政执法人员专门法律知识考试",
    "secret": "2026年领导干部任前法律知识考试",
}
