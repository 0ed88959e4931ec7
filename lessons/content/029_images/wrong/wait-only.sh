# check: typo/mended field-differs
! text typo 1
! wait 30
