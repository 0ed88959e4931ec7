! text compare
! answer compare/phase 2
! text conditions
! answer conditions/scheduled 2
