-- A copy for tests must not be taken for the books: its references are marked
UPDATE dpo_titre SET reference = 'ESSAI-' || reference WHERE state <> 'issued';
