(** Tick groups: all that is simultaneous, as one component. It takes from its inputs, tick by tick, what it likes of
    what has come, in the order that the input promises; what a tick yields leaves in order.

    Several inputs are one, with a port each ([two_ports]); a timer is an input; the state is that of everything
    inside. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Composition Channel Relocate.
Import ListNotations.
Set Implicit Arguments.

Section Tick.
  Context {S I O : Type} (o : obs I) (body : S -> list I -> S * list O).

  Inductive tick : list I * (S * list O) -> list I * (S * list O) -> Prop :=
  | ticks now later pending s q : now <> [] -> alike o (now ++ later) pending ->
      tick (pending, (s, q)) (later, (fst (body s now), q ++ snd (body s now))).

  Definition group (s0 : S) : comp I O := {|
    St := list I * (S * list O); init := ([], (s0, []));
    inp := fun g i g' => g' = (fst g ++ [i], snd g);
    out := fun g b g' => snd (snd g) = b :: snd (snd g') /\ fst g = fst g' /\ fst (snd g) = fst (snd g');
    tau := tick |}.

  Lemma input_enabled_group s0 : input_enabled (group s0).
  Proof. intros g i. eexists. simpl. reflexivity. Qed.

  Lemma group_rest s0 p s q : stuck (group s0) (p, (s, q)) <-> p = [] /\ q = [].
  Proof.
    split.
    - intros (KO & KT). split.
      + destruct p as [|a p]; auto. destruct (KT ([], (fst (body s (a :: p)), q ++ snd (body s (a :: p))))).
        apply ticks with (now := a :: p); [discriminate|]. rewrite app_nil_r. apply alike_refl.
      + destruct q as [|b q]; auto. destruct (KO b (p, (s, q))). simpl. auto.
    - intros (-> & ->). split.
      + intros b g (E & _). discriminate.
      + intros g T. inversion T as [now later pending s' q' N A]; subst. apply alike_nil in A.
        apply app_eq_nil in A as (-> & _). easy.
  Qed.

  (** ** A group is relocated whole: nobody sees that its inputs were delayed. *)

  Theorem relocate_group s0 : buffered o (group s0).
  Proof.
    split.
    - exists (fun l r => snd r = snd (snd l) /\ exists z, alike o (snd (fst l) ++ z) (fst (fst l)) /\
                                                     alike o (fst (snd l) ++ z) (fst r)).
      constructor; [constructor; simpl|].
      + split; auto. exists []. split; apply alike_refl.
      + intros [[x y] [p sq]] [p' sq'] i [[x1 y1] g] (E & z & A & B) (H & F). simpl in *. injection H as -> ->. subst.
        exists (p' ++ [i], sq). split; [eapply r_in; [reflexivity | constructor]|]. simpl. split; auto.
        exists (z ++ [i]).
        rewrite !app_assoc. split; now apply alike_before.
      + intros [[x y] [p [s q]]] [p' [s' q']] b [[x1 y1] [p1 [s1 q1]]] (E & z & A & B) ((H & K & L) & F). simpl in *.
        injection F as -> ->. injection E as -> ->. subst. exists (p', (s1, q1)). split; [|simpl; eauto].
        eapply r_out; [|constructor]. simpl. auto.
      + intros [[x y] [p [s q]]] [p' sq'] [[x1 y1] g1] (E & z & A & B) T. simpl in *. subst sq'.
        inversion T as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst; simpl in *; [easy | |].
        * inversion K as [now later pending s' q' N C]; subst. simpl.
          exists (later ++ z, (fst (body s now), q ++ snd (body s now))). split.
          -- eapply r_tau; [|constructor]. apply ticks; auto. apply alike_trans with (p ++ z); auto.
             rewrite app_assoc. now apply alike_before.
          -- split; auto. exists z. split; auto using alike_refl.
        * destruct K as (K & W). injection K as -> ->. subst g1. destruct (within_rest _ _ _ W) as (z' & Z). 
          assert (M : alike o z (m :: z')).
          { apply (alike_after o y). apply alike_trans with x; auto. apply alike_sym. rewrite <- app_assoc in Z.
            exact Z. }
          exists (p', (s, q)). split; [constructor|]. simpl. split; auto. exists z'. split; auto.
          apply alike_trans with (p ++ z); auto. rewrite <- app_assoc. apply alike_after. now apply alike_sym.
      + intros [[x y] [p [s q]]] [p' sq'] (E & z & A & B) (KO & KT). simpl in *. subst sq'.
        assert (Z : z = []).
        { destruct z as [|m z]; auto. exfalso. apply (KT ((x, y ++ [m]), (p ++ [m], (s, q)))).
          eapply st_c with (m := m); simpl; auto. split; auto. apply within_prefix with (y := z). rewrite <- app_assoc.
          apply A. }
        assert (K : stuck (group s0) (p, (s, q))).
        { split; [intros b g H; apply (KO b ((x, y), g)); simpl; auto | intros g H; apply (KT ((x, y), g));
            now apply st_r]. }
        apply group_rest in K as (-> & ->). subst z. simpl in B. apply alike_sym, alike_nil in B. subst p'.
        exists ([], (s, [])). split; [constructor|]. split; [split; auto; exists []; split; auto using alike_refl|].
        now apply group_rest.
    - exists (fun r l => alike o (snd (fst l)) (fst (fst l)) /\ snd l = r). constructor; [constructor; simpl|].
      + split; auto. apply alike_refl.
      + intros [p sq] [[x y] g] i r' (A & E) ->. simpl in *. subst g. exists ((x ++ [i], y ++ [i]), (p ++ [i], sq)).
        split; [|split; auto; now apply alike_before].
        eapply r_in with (s1 := ((x ++ [i], y), (p, sq))); [simpl; auto|]. eapply r_tau; [|constructor].
        eapply st_c with (m := i); simpl; auto. split; auto.
        assert (B : alike o (y ++ [i]) (x ++ [i])) by now apply alike_before. apply B.
      + intros g [[x y] g2] b g' (A & E) H. simpl in *. subst g2. exists ((x, y), g'). split; auto.
        eapply r_out; [|constructor]. simpl. auto.
      + intros g [[x y] g2] g' (A & E) H. simpl in *. subst g2. exists ((x, y), g'). split; auto.
        eapply r_tau; [|constructor]. now apply st_r.
      + intros g [[x y] g2] (A & E) (KO & KT). simpl in *. subst g2. exists ((x, y), g). split; [constructor|].
        split; auto.
        split; simpl.
        * intros b [w g'] (H & _). exact (KO b g' H).
        * intros [w g'] H. inversion H as [? ? ? K | ? ? ? K | ? ? ? ? m K L]; subst; simpl in *;
            [easy | now apply (KT g') |].
          destruct K as (_ & K). revert K. now apply alike_full.
  Qed.

  (** ** A group yields what its ticks yield, for some assignment of all of its input to ticks *)

  Definition states (s : S) (ts : list (list I)) : S := fold_left (fun s b => fst (body s b)) ts s.
  Fixpoint yields (s : S) (ts : list (list I)) : list O :=
    match ts with [] => [] | b :: ts => snd (body s b) ++ yields (fst (body s b)) ts end.

  Lemma yields_app s ts us : yields s (ts ++ us) = yields s ts ++ yields (states s ts) us.
  Proof. revert s. induction ts as [|b ts IH]; intros s; simpl; auto. now rewrite IH, app_assoc. Qed.
  Lemma states_app s ts us : states s (ts ++ us) = states (states s ts) us.
  Proof. apply fold_left_app. Qed.

  Lemma group_runs s0 g t g' : runs (group s0) g t g' -> forall ts x y,
    alike o (concat ts ++ fst g) x -> states s0 ts = fst (snd g) -> yields s0 ts = y ++ snd (snd g) ->
      Forall (fun b => b <> []) ts ->
    exists us, alike o (concat us ++ fst g') (x ++ ins t) /\ states s0 us = fst (snd g') /\
               yields s0 us = (y ++ outs t) ++ snd (snd g') /\ Forall (fun b => b <> []) us.
  Proof.
    induction 1 as [g | g g1 t g' H R IH | g i g1 t g' H R IH | g b g1 t g' H R IH]; intros ts x y A B C N; simpl.
    - exists ts. now rewrite !app_nil_r.
    - inversion H as [now later pending s q M D]; subst. simpl in *.
      destruct (IH (ts ++ [now]) x y) as (us & K); eauto; simpl.
      + rewrite concat_app. simpl. rewrite app_nil_r, <- app_assoc. apply alike_trans with (concat ts ++ pending); auto.
        now apply alike_after.
      + rewrite states_app. simpl. now rewrite B.
      + rewrite yields_app. simpl. now rewrite app_nil_r, B, C, app_assoc.
      + apply Forall_app. split; auto.
    - rewrite H in IH. destruct (IH ts (x ++ [i]) y) as (us & K1 & K); simpl; auto.
      + rewrite app_assoc. now apply alike_before.
      + exists us. split; auto. now rewrite <- app_assoc in K1.
    - destruct H as (H1 & H2 & H3). destruct (IH ts x (y ++ [b])) as (us & K1 & K2 & K3 & K4).
      + now rewrite <- H2.
      + now rewrite <- H3.
      + now rewrite C, H1, <- app_assoc.
      + exact N.
      + exists us. rewrite <- app_assoc in K3. simpl in K3. rewrite <- app_assoc in K3. rewrite <- app_assoc. simpl.
        auto.
  Qed.

  (** At rest: some ticks, none empty, that together took what came, have yielded what left. *)
  Theorem group_quiescent s0 t : qtrace (group s0) t -> exists ts,
    alike o (concat ts) (ins t) /\ Forall (fun b => b <> []) ts /\ outs t = yields s0 ts.
  Proof.
    intros ([p [s q]] & R & K). apply group_rest in K as (-> & ->).
    pose proof (group_runs R) as G. destruct (G [] [] [] (alike_refl o []) eq_refl eq_refl (Forall_nil _)) as
      (us & A & B & C & N).
    simpl in *. rewrite !app_nil_r in *. exists us. auto.
  Qed.

  (** And every such assignment is a behaviour. *)
  Theorem group_schedule s0 x ts : alike o (concat ts) x -> Forall (fun b => b <> []) ts ->
    exists t, qtrace (group s0) t /\ ins t = x /\ outs t = yields s0 ts.
  Proof.
    intros A N.
    assert (Ins : forall y g, runs (group s0) g (map (@In_ I O) y) (fst g ++ y, snd g)).
    { induction y as [|i y IH]; intros [p r]; simpl.
      - rewrite app_nil_r. constructor.
      - eapply r_in with (s1 := (p ++ [i], r)); [reflexivity|].
        replace (p ++ i :: y) with ((p ++ [i]) ++ y) by now rewrite <- app_assoc.
        apply (IH (p ++ [i], r)). }
    assert (Outs : forall y s, runs (group s0) ([], (s, y)) (map (@Out_ I O) y) ([], (s, []))).
    { induction y as [|b y IH]; intros s; simpl; [constructor|].
      eapply r_out with (s1 := ([], (s, y))); [simpl; auto | apply IH]. }
    assert (Ticks : forall us p s q, alike o (concat us) p -> Forall (fun b => b <> []) us ->
      runs (group s0) (p, (s, q)) [] ([], (states s us, q ++ yields s us))).
    { induction us as [|b us IH]; intros p s q B M; simpl in *.
      - apply alike_sym, alike_nil in B. subst p. rewrite app_nil_r. constructor.
      - inversion M; subst. eapply r_tau; [apply ticks with (now := b) (later := concat us); auto|].
        rewrite app_assoc. apply IH; auto. apply alike_refl. }
    exists (map (@In_ I O) x ++ map (@Out_ I O) (yields s0 ts)). split; [|split].
    - exists ([], (states s0 ts, [])). split; [|now apply group_rest]. eapply runs_app; [apply (Ins x ([], (s0, [])))|].
      eapply runs_nil_l; [apply (Ticks ts x s0 [] A N) | apply Outs].
    - rewrite ins_app. replace (ins (map (@Out_ I O) (yields s0 ts))) with (@nil I) by
        (induction (yields s0 ts); simpl; auto).
      rewrite app_nil_r. clear. induction x; simpl; congruence.
    - rewrite outs_app. replace (outs (map (@In_ I O) x)) with (@nil O) by (clear; induction x; simpl; auto).
      simpl. clear. induction (yields s0 ts); simpl; congruence.
  Qed.

  (** ** Stutter invariance: a tick without input changes no state and emits nothing *)

  Definition stutter_invariant : Prop := forall s, body s [] = (s, []).

  Lemma yields_stutter : stutter_invariant -> forall ts s,
    yields s ts = yields s (filter (fun b => match b with [] => false | _ => true end) ts).
  Proof.
    intros H. induction ts as [|[|a b] ts IH]; intros s; simpl; auto.
    - rewrite H. simpl. apply IH.
    - now rewrite IH.
  Qed.
End Tick.

(** ** Groups with a clock for each key

    A group is keyed when its state is one for each key and a tick touches those keys only that it has input for. Its
    ticks may then be taken key by key: each such tick is a tick of the group. One way: the group has more. *)
Section KeyedTick.
  Context {S I O : Type} (o : obs I) (key : I -> Code) (step : Code -> S -> list I -> S * list O).

  (** Stutter invariance, key by key, is built in: only keys of the batch step. *)
  Definition keyed_body (m : Code -> S) (b : list I) : (Code -> S) * list O :=
    fold_left (fun r v => let s := step v (fst r v) (of_key key v b) in
                          (fun v' => if v' =? v then fst s else fst r v', snd r ++ snd s))
              (nodup Nat.eq_dec (map key b)) (m, []).

  Inductive key_tick : list I * ((Code -> S) * list O) -> list I * ((Code -> S) * list O) -> Prop :=
  | key_ticks v now later pending m q : now <> [] -> (forall a, In a now -> key a = v) ->
    alike o (now ++ later) pending ->
      key_tick (pending, (m, q))
        (later, (fun v' => if v' =? v then fst (step v (m v) now) else m v', q ++ snd (step v (m v) now))).

  Definition keyed_group (s0 : S) : comp I O := {|
    St := list I * ((Code -> S) * list O); init := ([], (fun _ => s0, []));
    inp := fun g i g' => g' = (fst g ++ [i], snd g);
    out := fun g b g' => snd (snd g) = b :: snd (snd g') /\ fst g = fst g' /\ fst (snd g) = fst (snd g');
    tau := key_tick |}.

  Lemma keyed_body_one v m b : b <> [] -> (forall a, In a b -> key a = v) ->
    keyed_body m b = (fun v' => if v' =? v then fst (step v (m v) b) else m v', snd (step v (m v) b)).
  Proof.
    intros N K. unfold keyed_body. assert (E : nodup Nat.eq_dec (map key b) = [v]).
    { destruct b as [|a b]; [easy|]. assert (R : map key (a :: b) = repeat v (length (a :: b))).
      { clear N. induction (a :: b) as [|c l IH]; simpl in *; auto. rewrite K by auto. f_equal. apply IH. auto. }
      rewrite R. clear. simpl. induction (length b) as [|l IH]; simpl in *; auto.
      destruct (Nat.eq_dec v v); [|easy]. destruct (in_dec Nat.eq_dec v (repeat v l)) eqn:D; simpl in *.
      - exact IH.
      - exact IH. }
    rewrite E. simpl. assert (F : of_key key v b = b).
    { clear N E. induction b as [|a b IH]; simpl in *; auto. rewrite K, Nat.eqb_refl by auto. f_equal. auto. }
    now rewrite F.
  Qed.

  (** What a keyed group does, the group that it came from may do. *)
  (** waits: split-by-key *)
(** kind: refines *)
  (** statement: tick t[k] refines tick t *)
  (** condition: the group is stutter invariant, key by key; each of its folds is one for each key *)
  (** needs: none *)
  Theorem split_by_key s0 : keyed_group s0 ≼ group o keyed_body (fun _ => s0).
  Proof.
    exists eq. constructor; [constructor; simpl|].
    - auto.
    - intros g ? i g' <- H. exists g'. split; auto. eapply r_in; [exact H | constructor].
    - intros g ? b g' <- H. exists g'. split; auto. eapply r_out; [exact H | constructor].
    - intros g ? g' <- H. exists g'. split; auto. eapply r_tau; [|constructor].
      inversion H as [v now later pending m q N K A]; subst.
      pose proof (keyed_body_one (v := v) m (b := now) N K) as E.
      pose proof (@ticks _ _ _ o keyed_body now later pending m q N A) as T. rewrite E in T. exact T.
    - intros [p [m q]] ? <- (KO & KT). exists (p, (m, q)). split; [constructor|]. split; auto. apply group_rest. split.
      + destruct p as [|a p]; auto. exfalso.
        eapply (KT (p, _)). apply key_ticks with (v := key a) (now := [a]); [discriminate | | apply alike_refl].
        intros b [<-|[]]. reflexivity.
      + destruct q as [|b q]; auto. destruct (KO b (p, (m, q))). simpl. auto.
  Qed.
End KeyedTick.
