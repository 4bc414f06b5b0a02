"""Names that both the scene, inside the platform, and the tests, outside it, speak of. Imports nothing."""

PASSWORD = "lantern-harbor-27"
TITLES = {
    "open": "2026年全区国家工作人员学法用法考试",
    "upcoming": "2026年行政执法人员通用法律知识考试",
    "finished": "2025年全区国家工作人员学法用法考试",
    "single": "2026年行政执法人员专门法律知识考试",
    "secret": "2026年领导干部任前法律知识考试",
}
