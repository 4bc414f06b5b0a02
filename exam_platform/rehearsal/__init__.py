"""Rehearsing an examination day: as many candidates as asked for drive the running platform, and nothing may be lost.

The candidates (`browser`, `candidate`, `crowd`) speak HTTP alone; what they were told is written down (`ledger`) and
compared afterwards (`replay`) with what an auditor reads from the platform (`auditor`). Only `world` knows Django: it
makes the accounts and the examination, and removes them.
"""
