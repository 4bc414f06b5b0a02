"""The question bank: what can be asked, on which provision, and how an answer is marked.

Reusable: imports nothing of the project around it. Who may use a bank is the setting QUESTION_BANK_ACCESS,
which names a class.
"""
