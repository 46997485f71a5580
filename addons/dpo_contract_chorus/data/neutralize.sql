-- A copy for tests must not reach Chorus Pro: its invoices are addressed to nobody
UPDATE res_partner SET peppol_endpoint = NULL
WHERE peppol_eas = '0009' AND peppol_endpoint = '11000201100044';
